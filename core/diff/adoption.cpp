#include "core/diff/adoption.h"

#include "core/diff/attribution.h"
#include "core/merge/fieldsv1.h"
#include "core/object/annotations.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using merge::FieldSet;
using object::Json;

bool isApply(const Json& entry)
{
    return entry[u"operation"].toString() == "Apply"_L1;
}

bool isOurs(const Json& entry)
{
    return isApply(entry) && entry[u"manager"].toString() == ourManager
        && entry[u"subresource"].toString().isEmpty();
}

bool isEarlierApplier(const Json& entry)
{
    if (!entry[u"subresource"].toString().isEmpty())
        return false;
    const QString manager = entry[u"manager"].toString();
    if (isApply(entry))
        return manager == "argocd-controller"_L1 || manager == "kubectl"_L1;
    const QString lastApplied = "f:"_L1 + QString(object::annotation::lastApplied);
    return manager == "kubectl-client-side-apply"_L1 || manager == "argocd-controller"_L1
        || entry.path({u"fieldsV1", u"f:metadata", u"f:annotations"}).contains(lastApplied);
}

QString versionOf(const Json& entry)
{
    return entry[u"apiVersion"].toString();
}

//! Sets of fields can be united only within one version of the kind.
QString adoptedVersion(const Json& managedFields)
{
    const Json* newest = nullptr;
    for (const Json& entry : managedFields.items()) {
        if (isOurs(entry))
            return versionOf(entry);
        // RFC 3339 in UTC: sorts as text.
        if (isEarlierApplier(entry)
            && (!newest || entry[u"time"].toString() >= (*newest)[u"time"].toString()))
            newest = &entry;
    }
    return newest ? versionOf(*newest) : QString();
}

//! What its manager itself said of the object. One that updates owns the server's defaults, too:
//! only what the client sent counts; nothing when that is not known.
std::optional<Json> ownWords(const Json& entry, const Json& lastApplied)
{
    if (isApply(entry))
        return entry[u"fieldsV1"];
    if (lastApplied.isNull())
        return std::nullopt;
    return mentionedFields(entry[u"fieldsV1"], lastApplied);
}

//! The object as a client-side apply last sent it; null when there was none.
Json lastAppliedOf(const Json& live)
{
    const QString name(object::annotation::lastApplied);
    const QString text = live.path({u"metadata", u"annotations"})[name].toString();
    auto json = text.isEmpty() ? Result<Json>(fail(ErrorKind::NotFound, {}))
                               : object::parseJson(text.toUtf8());
    return json ? *std::move(json) : Json();
}

} // namespace

QList<qsizetype> earlierAppliers(const Json& managedFields)
{
    const QString version = adoptedVersion(managedFields);
    QList<qsizetype> found;
    for (qsizetype i = 0; i < managedFields.size(); ++i) {
        const Json& entry = managedFields.at(i);
        if (isEarlierApplier(entry) && versionOf(entry) == version)
            found.append(i);
    }
    return found;
}

std::optional<Adoption> adoptionOf(const object::Manifest& live)
{
    const Json& managedFields = live.json().path({u"metadata", u"managedFields"});
    const QList<qsizetype> earlier = earlierAppliers(managedFields);
    if (earlier.isEmpty())
        return std::nullopt;
    const Json lastApplied = lastAppliedOf(live.json());
    Adoption adoption;
    adoption.managedFields = Json::emptyArray();
    FieldSet all;
    Json ours;
    for (qsizetype i = 0; i < managedFields.size(); ++i) {
        const Json& entry = managedFields.at(i);
        const bool theirs = earlier.contains(i);
        const auto words = theirs || isOurs(entry) ? ownWords(entry, lastApplied) : std::nullopt;
        if (!words) {
            adoption.managedFields.append(entry);
            continue;
        }
        const auto fields = merge::readFieldsV1(*words);
        if (!fields)
            return std::nullopt;
        all = all.united(*fields);
        if (theirs)
            adoption.managers.append(entry[u"manager"].toString());
        if (ours.isNull() || isOurs(entry))
            ours = entry;
    }
    if (adoption.managers.isEmpty())
        return std::nullopt;
    ours.set(u"manager"_s, Json(QString(ourManager)));
    ours.set(u"operation"_s, Json(u"Apply"_s));
    ours.set(u"fieldsV1"_s, merge::toFieldsV1(all));
    adoption.managedFields.append(ours);
    adoption.managers.removeDuplicates();
    return adoption;
}

std::optional<Json> withoutLeftBehind(const Json& object, const Json& desired, const Json& live)
{
    const Json& managedFields = live.path({u"metadata", u"managedFields"});
    const QList<qsizetype> earlier = earlierAppliers(managedFields);
    if (earlier.isEmpty())
        return std::nullopt;
    FieldSet others;
    for (qsizetype i = 0; i < managedFields.size(); ++i) {
        if (earlier.contains(i) || isOurs(managedFields.at(i)))
            continue;
        if (const auto fields = merge::readFieldsV1(managedFields.at(i)[u"fieldsV1"]))
            others = others.united(*fields);
    }
    const Json lastApplied = lastAppliedOf(live);
    std::optional<Json> left;
    for (const qsizetype i : earlier) {
        const Json& entry = managedFields.at(i);
        const auto words = ownWords(entry, lastApplied);
        const auto fields
            = words ? merge::readFieldsV1(*words) : Result<FieldSet>(fail(ErrorKind::NotFound, {}));
        if (!fields)
            continue;
        auto rest = withoutUnmentioned(left ? *left : object,
                                       merge::toFieldsV1(fields->without(others)), desired);
        if (rest)
            left = std::move(rest);
    }
    return left;
}

} // namespace cauce::diff
