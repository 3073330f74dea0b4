#pragma once

// Private to core/sandbox: the checks that many kinds share. They collect causes in a server's
// words.

#include "core/sandbox/cause.h"

#include <QStringList>

namespace cauce::sandbox {

//! Collects what is wrong with an object.
class FieldChecks
{
public:
    Causes causes;

    void add(Cause cause) { causes.push_back(std::move(cause)); }
    void required(const QString& field, const QString& detail = {})
    {
        add(Cause::required(field, detail));
    }
    void invalid(const QString& field, const object::Json& value, const QString& detail)
    {
        add(Cause::invalid(field, value, detail));
    }
    void forbidden(const QString& field, const QString& detail)
    {
        add(Cause::forbidden(field, detail));
    }
    //! Every one of \p problems is one of \p value.
    void invalidAll(const QString& field, const object::Json& value, const QStringList& problems);

    //! The number \p key of \p object, when it is there.
    void nonNegative(const object::Json& object, const QString& path, const QString& key);
    //! The text \p key of \p object must be one of \p known, when it is there and not empty.
    void oneOf(const object::Json& object, const QString& path, const QString& key,
               const QStringList& known);
    //! A port number.
    void port(const QString& field, const object::Json& value);
    //! A port number or the name of a port.
    void portOrName(const QString& field, const object::Json& value);
    //! A number or a percentage; \p isAtMostWhole: at most 100%.
    void numberOrPercent(const QString& field, const object::Json& value, bool isAtMostWhole);
    void labels(const QString& field, const object::Json& labels);
    //! A LabelSelector; whether it is a good one.
    bool selector(const QString& field, const object::Json& selector);

private:
    void requirement(const QString& field, const object::Json& requirement);
};

//! Whether a good LabelSelector chooses \p labels; an empty one chooses all.
bool selects(const object::Json& selector, const object::Json& labels);

// The rules of one kind each; \p before is null for a new object.
using KindRule
    = void (*)(FieldChecks& checks, const object::Json& object, const object::Json& before);

void checkMetadata(FieldChecks& checks, const object::Json& metadata,
                   QStringList (*nameProblems)(const QString&), bool isBuiltIn);
void checkPodTemplate(FieldChecks& checks, const object::Json& pod, const QString& path);
void checkPodSpec(FieldChecks& checks, const object::Json& spec, const QString& path);
void checkVolumes(FieldChecks& checks, const object::Json& spec, const QString& path);
void checkClaimSpec(FieldChecks& checks, const object::Json& spec, const QString& path);

void checkPod(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkDeployment(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkReplicaSet(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkStatefulSet(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkDaemonSet(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkJob(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkCronJob(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkService(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkIngress(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkNetworkPolicy(FieldChecks& checks, const object::Json& object,
                        const object::Json& before);
void checkConfigMap(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkSecret(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkClaim(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkVolume(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkAutoscaler(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkDisruptionBudget(FieldChecks& checks, const object::Json& object,
                           const object::Json& before);
void checkRole(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkBinding(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkPriorityClass(FieldChecks& checks, const object::Json& object,
                        const object::Json& before);
void checkStorageClass(FieldChecks& checks, const object::Json& object, const object::Json& before);
void checkDefinition(FieldChecks& checks, const object::Json& object, const object::Json& before);

} // namespace cauce::sandbox
