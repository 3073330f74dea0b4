#include "core/sandbox/fieldchecks.h"

#include "core/sandbox/namerules.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// Those of Kubernetes itself, which need no domain.
bool isStandardFinalizer(const QString& name)
{
    return name == "kubernetes"_L1 || name == "orphan"_L1 || name == "foregroundDeletion"_L1;
}

bool fitsRequirement(const Json& requirement, const Json& labels)
{
    const QString name = requirement[u"operator"].toString();
    const Json* value = labels.find(requirement[u"key"].toString());
    if (name == "Exists"_L1)
        return value != nullptr;
    if (name == "DoesNotExist"_L1)
        return value == nullptr;
    const auto values = requirement[u"values"].items();
    const bool isIn = value && std::find(values.begin(), values.end(), *value) != values.end();
    return name == "NotIn"_L1 ? !isIn : isIn;
}

} // namespace

void FieldChecks::invalidAll(const QString& field, const Json& value, const QStringList& problems)
{
    for (const QString& problem : problems)
        invalid(field, value, problem);
}

void FieldChecks::nonNegative(const Json& object, const QString& path, const QString& key)
{
    const Json& value = object[key];
    if (value.toInteger().value_or(0) < 0)
        invalid(path + u'.' + key, value, u"must be greater than or equal to 0"_s);
}

void FieldChecks::oneOf(const Json& object, const QString& path, const QString& key,
                        const QStringList& known)
{
    const QString value = object[key].toString();
    if (!value.isEmpty() && !known.contains(value))
        add(Cause::notSupported(path.isEmpty() ? key : path + u'.' + key, value, known));
}

void FieldChecks::port(const QString& field, const Json& value)
{
    const qint64 number = value.toInteger().value_or(0);
    if (number < 1 || number > 65'535)
        invalid(field, value, u"must be between 1 and 65535, inclusive"_s);
}

void FieldChecks::portOrName(const QString& field, const Json& value)
{
    if (value.isString())
        invalidAll(field, value, portNameProblems(value.toString()));
    else
        port(field, value);
}

void FieldChecks::numberOrPercent(const QString& field, const Json& value, bool isAtMostWhole)
{
    if (value.isString()) {
        const QString text = value.toString();
        invalidAll(field, value, percentProblems(text));
        if (isAtMostWhole && percentProblems(text).isEmpty() && text.chopped(1).toLongLong() > 100)
            invalid(field, value, u"must not be greater than 100%"_s);
    } else if (value.toInteger().value_or(0) < 0) {
        invalid(field, value, u"must be greater than or equal to 0"_s);
    }
}

void FieldChecks::labels(const QString& field, const Json& labels)
{
    for (const auto& [key, value] : labels.members()) {
        invalidAll(field, key, qualifiedNameProblems(key));
        invalidAll(field, value, labelValueProblems(value.toString()));
    }
}

bool FieldChecks::selector(const QString& field, const Json& selector)
{
    const size_t before = causes.size();
    labels(field + u".matchLabels"_s, selector[u"matchLabels"]);
    const Json& expressions = selector[u"matchExpressions"];
    for (qsizetype i = 0; i < expressions.size(); ++i)
        requirement(u"%1.matchExpressions[%2]"_s.arg(field).arg(i), expressions.at(i));
    return causes.size() == before;
}

void FieldChecks::requirement(const QString& field, const Json& requirement)
{
    const QString name = requirement[u"operator"].toString();
    const Json& values = requirement[u"values"];
    if (name == "In"_L1 || name == "NotIn"_L1) {
        if (values.size() == 0)
            required(field + u".values"_s,
                     u"must be specified when `operator` is 'In' or 'NotIn'"_s);
    } else if (name == "Exists"_L1 || name == "DoesNotExist"_L1) {
        if (values.size() > 0)
            forbidden(field + u".values"_s,
                      u"may not be specified when `operator` is 'Exists' or 'DoesNotExist'"_s);
    } else {
        invalid(field + u".operator"_s, name, u"not a valid selector operator"_s);
    }
    const QString key = requirement[u"key"].toString();
    invalidAll(field + u".key"_s, key, qualifiedNameProblems(key));
    for (qsizetype i = 0; i < values.size(); ++i) {
        invalidAll(u"%1.values[%2]"_s.arg(field).arg(i), values.at(i),
                   labelValueProblems(values.at(i).toString()));
    }
}

bool selects(const Json& selector, const Json& labels)
{
    for (const auto& [key, value] : selector[u"matchLabels"].members()) {
        if (const Json* found = labels.find(key); !found || *found != value)
            return false;
    }
    const auto expressions = selector[u"matchExpressions"].items();
    return std::all_of(expressions.begin(), expressions.end(), [&](const Json& requirement) {
        return fitsRequirement(requirement, labels);
    });
}

void checkMetadata(FieldChecks& checks, const Json& metadata,
                   QStringList (*nameProblems)(const QString&), bool isBuiltIn)
{
    const QString prefix = metadata[u"generateName"].toString();
    if (!prefix.isEmpty()) {
        // The suffix that comes behind it makes a dash at its end a good one.
        QString masked = prefix;
        if (masked.size() > 1 && masked.endsWith(u'-'))
            masked = masked.chopped(2) + u'a';
        checks.invalidAll(u"metadata.generateName"_s, prefix, nameProblems(masked));
    }
    if (const QString name = metadata[u"name"].toString(); !name.isEmpty())
        checks.invalidAll(u"metadata.name"_s, name, nameProblems(name));
    checks.labels(u"metadata.labels"_s, metadata[u"labels"]);
    for (const auto& [key, value] : metadata[u"annotations"].members())
        checks.invalidAll(u"metadata.annotations"_s, key, qualifiedNameProblems(key.toLower()));
    const Json& finalizers = metadata[u"finalizers"];
    for (const Json& finalizer : finalizers.items()) {
        checks.invalidAll(u"metadata.finalizers"_s, finalizer,
                          qualifiedNameProblems(finalizer.toString()));
    }
    for (qsizetype i = 0; isBuiltIn && i < finalizers.size(); ++i) {
        const QString name = finalizers.at(i).toString();
        if (!name.contains(u'/') && !isStandardFinalizer(name)) {
            checks.invalid(u"metadata.finalizers[%1]"_s.arg(i), name,
                           u"name is neither a standard finalizer name nor is it fully "
                           "qualified"_s);
        }
    }
}

} // namespace cauce::sandbox
