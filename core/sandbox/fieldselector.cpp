#include "core/object/jsonpointer.h"
#include "core/sandbox/api.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

struct FieldRequirement
{
    QString field;
    QString value;
    bool isEqual = true;
};

// What a server knows for a kind besides metadata.name and metadata.namespace.
QStringList knownFields(const ServedKind& kind)
{
    static const QHash<QString, QStringList> fields {
        {u"/Pod"_s,
         {u"spec.nodeName"_s, u"spec.restartPolicy"_s, u"spec.schedulerName"_s,
          u"spec.serviceAccountName"_s, u"spec.hostNetwork"_s, u"status.phase"_s, u"status.podIP"_s,
          u"status.nominatedNodeName"_s}},
        {u"/Event"_s,
         {u"involvedObject.kind"_s, u"involvedObject.namespace"_s, u"involvedObject.name"_s,
          u"involvedObject.uid"_s, u"involvedObject.apiVersion"_s,
          u"involvedObject.resourceVersion"_s, u"involvedObject.fieldPath"_s, u"reason"_s,
          u"reportingComponent"_s, u"source"_s, u"type"_s}},
        {u"events.k8s.io/Event"_s,
         {u"reason"_s, u"type"_s, u"regarding.kind"_s, u"regarding.namespace"_s,
          u"regarding.name"_s, u"regarding.uid"_s}},
        {u"/Secret"_s, {u"type"_s}},
        {u"/Namespace"_s, {u"status.phase"_s}},
        {u"/Node"_s, {u"spec.unschedulable"_s}},
        {u"/Service"_s, {u"spec.clusterIP"_s, u"spec.type"_s}},
        {u"/ReplicationController"_s, {u"status.replicas"_s}},
        {u"apps/ReplicaSet"_s, {u"status.replicas"_s}},
        {u"batch/Job"_s, {u"status.successful"_s}},
        {u"/PersistentVolume"_s, {u"name"_s}},
    };
    return fields.value(kind.type.group + u'/' + kind.type.kind);
}

// A selectable field that the definition of a custom kind names, `.spec.color`, is not supported.
bool isMetaField(const QString& field)
{
    return field == "metadata.name"_L1 || field == "metadata.namespace"_L1;
}

Failure unknownField(const ServedKind& kind, const QString& field)
{
    if (kind.isCustom)
        return fail(ErrorKind::Invalid, u"field label not supported: "_s + field);
    if (!knownFields(kind).isEmpty())
        return fail(ErrorKind::Invalid, u"field label not supported: "_s + field);
    return fail(ErrorKind::Invalid,
                u"\"%1\" is not a known field selector: only \"metadata.name\", "
                "\"metadata.namespace\""_s.arg(field));
}

Result<FieldRequirement> readTerm(const ServedKind& kind, const QString& selector,
                                  const QString& term)
{
    for (const auto& sign : {u"!="_s, u"=="_s, u"="_s}) {
        const qsizetype at = term.indexOf(sign);
        if (at < 0)
            continue;
        FieldRequirement requirement {term.left(at).trimmed(), term.mid(at + sign.size()).trimmed(),
                                      sign != "!="_L1};
        if (!isMetaField(requirement.field) && !knownFields(kind).contains(requirement.field))
            return unknownField(kind, requirement.field);
        return requirement;
    }
    return fail(ErrorKind::Invalid,
                u"invalid selector: '%1'; can't understand '%2'"_s.arg(selector, term));
}

QString fieldText(const Json& object, const QString& field)
{
    const object::JsonPointer pointer {field.split(u'.')};
    const Json* value = object::valueAt(object, pointer);
    if (!value)
        return {};
    if (value->isBool())
        return value->toBool() ? u"true"_s : u"false"_s;
    return value->isNumber() ? QString::fromLatin1(value->numberText()) : value->toString();
}

bool fitsField(const FieldRequirement& requirement, const StoredObject& object,
               std::optional<Json>& parsed)
{
    QString value;
    if (requirement.field == "metadata.name"_L1) {
        value = object.name;
    } else if (requirement.field == "metadata.namespace"_L1) {
        value = object.nameSpace;
    } else {
        if (!parsed)
            parsed = object.json();
        value = fieldText(*parsed, requirement.field);
        // What is left out of the object is false for the server.
        if (value.isEmpty() && (requirement.value == "false"_L1))
            value = u"false"_s;
    }
    return (value == requirement.value) == requirement.isEqual;
}

} // namespace

Result<std::function<bool(const StoredObject&)>> fieldMatcher(const ServedKind& kind,
                                                              const QString& selector)
{
    std::vector<FieldRequirement> requirements;
    for (const QString& term : selector.split(u',', Qt::SkipEmptyParts)) {
        Result<FieldRequirement> requirement = readTerm(kind, selector, term);
        if (!requirement)
            return Failure {requirement.error()};
        requirements.push_back(*std::move(requirement));
    }
    return std::function<bool(const StoredObject&)>(
        [all = std::move(requirements)](const StoredObject& object) {
            std::optional<Json> parsed;
            return std::ranges::all_of(all, [&](const FieldRequirement& requirement) {
                return fitsField(requirement, object, parsed);
            });
        });
}

} // namespace cauce::sandbox
