#include "core/object/quantity.h"
#include "core/sandbox/fieldchecks.h"
#include "core/sandbox/namerules.h"

#include <QSet>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// The field that a source of a volume cannot do without.
QString requiredOfSource(const QString& source)
{
    static const QHash<QString, QString> required {
        {u"configMap"_s, u"name"_s},
        {u"secret"_s, u"secretName"_s},
        {u"persistentVolumeClaim"_s, u"claimName"_s},
        {u"hostPath"_s, u"path"_s},
        {u"csi"_s, u"driver"_s},
    };
    return required.value(source);
}

void checkVolumeSource(FieldChecks& checks, const Json& volume, const QString& path)
{
    int sources = 0;
    // In the server's own order of sources, as far as it tells two of them apart.
    static const QStringList ordered {u"emptyDir"_s,  u"hostPath"_s, u"gitRepo"_s,
                                      u"secret"_s,    u"nfs"_s,      u"persistentVolumeClaim"_s,
                                      u"configMap"_s, u"projected"_s};
    QStringList present;
    for (const QString& source : ordered) {
        if (volume[source].isObject())
            present.append(source);
    }
    for (const auto& [name, value] : volume.members()) {
        if (value.isObject() && !present.contains(name))
            present.append(name);
    }
    for (const QString& source : present) {
        const QString at = path + u'.' + source;
        if (sources++ > 0) {
            checks.forbidden(at, u"may not specify more than 1 volume type"_s);
            continue;
        }
        const QString key = requiredOfSource(source);
        if (!key.isEmpty() && volume.path({source, key}).toString().isEmpty())
            checks.required(at + u'.' + key);
    }
    if (sources == 0)
        checks.required(path, u"must specify a volume type"_s);
}

void checkAccessModes(FieldChecks& checks, const Json& spec, const QString& path)
{
    static const QStringList known {u"ReadOnlyMany"_s, u"ReadWriteMany"_s, u"ReadWriteOnce"_s,
                                    u"ReadWriteOncePod"_s};
    for (const Json& mode : spec[u"accessModes"].items()) {
        if (!known.contains(mode.toString()))
            checks.add(Cause::notSupported(path + u".accessModes"_s, mode, known));
    }
}

void checkStorage(FieldChecks& checks, const Json& amount, const QString& field)
{
    static const auto zero = object::Quantity::parse(u"0"_s);
    const auto quantity = object::Quantity::parse(amount.toString());
    if (amount.isNull())
        checks.required(field);
    else if (quantity && zero && quantity->compare(*zero) <= 0)
        checks.invalid(field, amount, u"must be greater than zero"_s);
}

// What of a bound claim may change.
Json withoutSize(const Json& spec)
{
    Json fixed = spec;
    fixed.remove(u"volumeAttributesClassName");
    Json requests = spec.path({u"resources", u"requests"});
    requests.remove(u"storage");
    fixed.setPath({u"resources", u"requests"}, requests);
    return fixed;
}

} // namespace

void checkVolumes(FieldChecks& checks, const Json& spec, const QString& path)
{
    QSet<QString> names;
    const Json& volumes = spec[u"volumes"];
    for (qsizetype i = 0; i < volumes.size(); ++i) {
        const QString at = u"%1.volumes[%2]"_s.arg(path).arg(i);
        checkVolumeSource(checks, volumes.at(i), at);
        const QString name = volumes.at(i)[u"name"].toString();
        if (name.isEmpty())
            checks.required(at + u".name"_s);
        else
            checks.invalidAll(at + u".name"_s, name, labelNameProblems(name));
        if (names.contains(name))
            checks.add(Cause::duplicate(at + u".name"_s, name));
        names.insert(name);
    }
}

void checkClaimSpec(FieldChecks& checks, const Json& spec, const QString& path)
{
    if (spec[u"accessModes"].size() == 0)
        checks.required(path + u".accessModes"_s, u"at least 1 access mode is required"_s);
    checkAccessModes(checks, spec, path);
    checkStorage(checks, spec.path({u"resources", u"requests", u"storage"}),
                 path + u".resources[storage]"_s);
    if (const QString name = spec[u"storageClassName"].toString(); !name.isEmpty())
        checks.invalidAll(path + u".storageClassName"_s, name, subdomainProblems(name));
    checks.oneOf(spec, path, u"volumeMode"_s, {u"Block"_s, u"Filesystem"_s});
}

void checkClaim(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    checkClaimSpec(checks, spec, u"spec"_s);
    if (before.isNull())
        return;
    const Json& old = before[u"spec"];
    const bool isBound = before.path({u"status", u"phase"}).toString() == "Bound"_L1;
    // The volume's name is set once, by who binds the claim.
    Json expected = old;
    if (old[u"volumeName"].toString().isEmpty() && spec.contains(u"volumeName"))
        expected.set(u"volumeName"_s, spec[u"volumeName"]);
    const bool isSame = isBound ? withoutSize(spec) == withoutSize(expected) : spec == expected;
    if (!isSame) {
        checks.forbidden(u"spec"_s,
                         u"spec is immutable after creation except resources.requests and "
                         "volumeAttributesClassName for bound claims"_s);
    }
    const auto size
        = object::Quantity::parse(spec.path({u"resources", u"requests", u"storage"}).toString());
    const auto oldSize
        = object::Quantity::parse(old.path({u"resources", u"requests", u"storage"}).toString());
    if (isSame && size && oldSize && size->compare(*oldSize) < 0) {
        checks.forbidden(u"spec.resources.requests.storage"_s,
                         u"field can not be less than status.capacity"_s);
    }
}

void checkVolume(FieldChecks& checks, const Json& object, const Json&)
{
    const Json& spec = object[u"spec"];
    if (spec[u"accessModes"].size() == 0)
        checks.required(u"spec.accessModes"_s);
    checkAccessModes(checks, spec, u"spec"_s);
    const Json& capacity = spec[u"capacity"];
    if (capacity.size() == 0)
        checks.required(u"spec.capacity"_s);
    if (!capacity.contains(u"storage") || capacity.size() > 1)
        checks.add(Cause::notSupported(u"spec.capacity"_s, capacity, {u"storage"_s}));
    else
        checkStorage(checks, capacity[u"storage"], u"spec.capacity[storage]"_s);
    checks.oneOf(spec, u"spec"_s, u"persistentVolumeReclaimPolicy"_s,
                 {u"Delete"_s, u"Recycle"_s, u"Retain"_s});
    static const QStringList others {u"capacity"_s, u"claimRef"_s, u"nodeAffinity"_s};
    bool hasSource = false;
    for (const auto& [name, value] : spec.members())
        hasSource = hasSource || (value.isObject() && !others.contains(name));
    if (!hasSource)
        checks.required(u"spec"_s, u"must specify a volume type"_s);
}

} // namespace cauce::sandbox
