#include "core/sandbox/control/volumecontroller.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

const QString kClaimFinalizer = u"kubernetes.io/pvc-protection"_s;
const QString kVolumeFinalizer = u"kubernetes.io/pv-protection"_s;
const QString kDefaultClass = u"storageclass.kubernetes.io/is-default-class"_s;
const EventRecorder::Source kVolumeSource {u"persistentvolume-controller"_s, {}};

QString claimKey(const QString& nameSpace, const QString& name)
{
    return nameSpace + u'/' + name;
}

bool hasModes(const Json& volume, const Json& claim)
{
    const auto modes = volume.path({u"spec", u"accessModes"}).items();
    for (const Json& wanted : claim.path({u"spec", u"accessModes"}).items()) {
        if (std::ranges::find(modes, wanted) == modes.end())
            return false;
    }
    return true;
}

qint64 storageOf(const Json& resources)
{
    return milliValue(resources[u"storage"].toString());
}

Json referenceTo(const Json& claim)
{
    const Json& metadata = claim[u"metadata"];
    Json reference = Json::emptyObject();
    reference.set(u"kind"_s, u"PersistentVolumeClaim"_s);
    reference.set(u"apiVersion"_s, u"v1"_s);
    for (const QString& key : {u"namespace"_s, u"name"_s, u"uid"_s, u"resourceVersion"_s})
        reference.set(key, metadata[key]);
    return reference;
}

} // namespace

void VolumeController::observe(const Change& change)
{
    if (change.resource() == resource::volumes) {
        if (!change.isDeleted())
            m_loop.enqueue(*this, {}, change.name());
    } else if (change.resource() == resource::claims) {
        if (change.isDeleted()) {
            m_bindsAt.remove(claimKey(change.nameSpace(), change.name()));
            const QString volume = change.object().path({u"spec", u"volumeName"}).toString();
            if (!volume.isEmpty())
                m_loop.enqueue(*this, {}, volume);
        } else {
            m_loop.enqueue(*this, change.nameSpace(), change.name());
        }
    } else if (change.resource() == resource::pods) {
        const PodPtr pod = m_loop.view().findPod(change.nameSpace(), change.name());
        const bool uses = pod && !pod->isOver();
        const bool known = m_claimsOf.contains(change.uid());
        if (uses == known || (uses && pod->claims.empty()))
            return;
        const std::vector<QString> claims = known ? m_claimsOf.take(change.uid()) : pod->claims;
        for (const QString& claim : claims) {
            auto& users = m_users[claimKey(change.nameSpace(), claim)];
            if (uses)
                users.insert(change.uid());
            else
                users.remove(change.uid());
            m_loop.enqueue(*this, change.nameSpace(), claim);
        }
        if (uses)
            m_claimsOf.insert(change.uid(), claims);
    }
}

bool VolumeController::isUsed(const QString& nameSpace, const QString& claim) const
{
    return !m_users.value(claimKey(nameSpace, claim)).isEmpty();
}

void VolumeController::sync(const QString& nameSpace, const QString& name)
{
    if (nameSpace.isEmpty())
        syncVolume(name);
    else
        syncClaim(nameSpace, name);
}

void VolumeController::unprotect(Json object, const QString& finalizer)
{
    Json kept = Json::emptyArray();
    for (const Json& each : object.path({u"metadata", u"finalizers"}).items()) {
        if (each.toString() != finalizer)
            kept.append(each);
    }
    if (kept.size() == object.path({u"metadata", u"finalizers"}).size())
        return;
    Json metadata = object[u"metadata"];
    if (kept.size() > 0)
        metadata.set(u"finalizers"_s, kept);
    else
        metadata.remove(u"finalizers");
    object.set(u"metadata"_s, metadata);
    m_loop.update(object);
}

Json VolumeController::classFor(const Json& claim, QString& className) const
{
    const Json& named = claim.path({u"spec", u"storageClassName"});
    if (named.isString()) {
        className = named.toString();
        return className.isEmpty() ? Json() : m_loop.read(resource::storageClasses, {}, className);
    }
    for (const StoredPtr& stored : m_loop.api().store().list(resource::storageClasses)) {
        const Json storageClass = stored->json();
        if (storageClass[u"metadata"][u"annotations"][kDefaultClass].toString() == "true"_L1) {
            className = stored->name;
            return storageClass;
        }
    }
    return {};
}

void VolumeController::syncClaim(const QString& nameSpace, const QString& name)
{
    const Json claim = m_loop.read(resource::claims, nameSpace, name);
    if (claim.isNull())
        return;
    if (claim[u"metadata"].contains(u"deletionTimestamp")) {
        if (!isUsed(nameSpace, name))
            unprotect(claim, kClaimFinalizer);
        return;
    }
    if (claim.path({u"status", u"phase"}).toString() == "Bound"_L1)
        return;
    if (!claim.path({u"status", u"phase"}).isString()) {
        Json status = claim[u"status"];
        status.set(u"phase"_s, u"Pending"_s);
        m_loop.writeStatus(claim, status);
        return; // its own event brings it here again
    }
    QString className;
    const Json storageClass = classFor(claim, className);
    if (storageClass.isNull() && findVolume(claim, className).isNull()) {
        m_loop.events().tell(
            claim, kVolumeSource, !className.isEmpty(),
            className.isEmpty() ? u"FailedBinding"_s : u"ProvisioningFailed"_s,
            className.isEmpty()
                ? u"no persistent volumes available for this claim and no storage class is set"_s
                : u"storageclass.storage.k8s.io \"%1\" not found"_s.arg(className));
        return;
    }
    const bool waits = storageClass[u"volumeBindingMode"].toString() == "WaitForFirstConsumer"_L1;
    if (waits && !isUsed(nameSpace, name)) {
        m_loop.events().tell(claim, kVolumeSource, false, u"WaitForFirstConsumer"_s,
                             u"waiting for first consumer to be created before binding"_s);
        return;
    }
    QDateTime& at = m_bindsAt[claimKey(nameSpace, name)];
    if (!at.isValid())
        at = m_loop.now().addMSecs(m_loop.pace().volumeBind.count());
    if (at > m_loop.now())
        m_loop.enqueueAt(*this, nameSpace, name, at);
    else
        bind(claim, className, storageClass);
}

Json VolumeController::findVolume(const Json& claim, const QString& className) const
{
    const Json& metadata = claim[u"metadata"];
    const QString wanted = claim.path({u"spec", u"volumeName"}).toString();
    Json best;
    for (const StoredPtr& stored : m_loop.api().store().list(resource::volumes)) {
        const Json volume = stored->json();
        const Json& spec = volume[u"spec"];
        const Json& holder = spec[u"claimRef"];
        const bool isOurs = holder[u"name"] == metadata[u"name"]
            && holder[u"namespace"] == metadata[u"namespace"];
        const bool isFree
            = holder.isNull() && volume.path({u"status", u"phase"}).toString() == "Available"_L1;
        const qint64 size = storageOf(spec[u"capacity"]);
        if ((!isOurs && !isFree) || (!wanted.isEmpty() && stored->name != wanted)
            || spec[u"storageClassName"].toString() != className || !hasModes(volume, claim)
            || size < storageOf(claim.path({u"spec", u"resources", u"requests"})))
            continue;
        if (isOurs)
            return volume;
        if (best.isNull() || size < storageOf(best.path({u"spec", u"capacity"})))
            best = volume;
    }
    return best;
}

Json VolumeController::provision(const Json& claim, const QString& className,
                                 const Json& storageClass)
{
    const QString name = u"pvc-"_s + claim.path({u"metadata", u"uid"}).toString();
    const QString provisioner = storageClass[u"provisioner"].toString();
    const Json& reclaim = storageClass[u"reclaimPolicy"];
    Json volume = Json::emptyObject();
    volume.set(u"apiVersion"_s, u"v1"_s);
    volume.set(u"kind"_s, u"PersistentVolume"_s);
    volume.setPath({u"metadata", u"name"}, name);
    volume.setPath({u"metadata", u"annotations", u"pv.kubernetes.io/provisioned-by"}, provisioner);
    volume.setPath({u"metadata", u"finalizers"}, Json(Json::Items {Json(kVolumeFinalizer)}));
    volume.setPath({u"spec", u"capacity", u"storage"},
                   claim.path({u"spec", u"resources", u"requests", u"storage"}));
    volume.setPath({u"spec", u"accessModes"}, claim.path({u"spec", u"accessModes"}));
    volume.setPath({u"spec", u"claimRef"}, referenceTo(claim));
    volume.setPath({u"spec", u"hostPath", u"path"},
                   QString(u"/var/lib/rancher/k3s/storage/"_s + name));
    volume.setPath({u"spec", u"hostPath", u"type"}, u"DirectoryOrCreate"_s);
    volume.setPath({u"spec", u"persistentVolumeReclaimPolicy"},
                   reclaim.isString() ? reclaim : Json(u"Delete"_s));
    volume.setPath({u"spec", u"storageClassName"}, className);
    volume.setPath({u"spec", u"volumeMode"}, u"Filesystem"_s);
    const Answer answer = m_loop.create(volume, provisioner);
    if (!answer.isOk())
        return {};
    m_loop.events().tell(claim, {provisioner, {}}, false, u"ProvisioningSucceeded"_s,
                         u"Successfully provisioned volume "_s + name);
    return answer.body;
}

void VolumeController::bind(Json claim, const QString& className, const Json& storageClass)
{
    Json volume = findVolume(claim, className);
    if (volume.isNull() && !storageClass.isNull())
        volume = provision(claim, className, storageClass);
    if (volume.isNull())
        return;
    if (volume.path({u"spec", u"claimRef", u"uid"}).isNull()) {
        volume.setPath({u"spec", u"claimRef"}, referenceTo(claim));
        m_loop.update(volume);
        volume = m_loop.read(resource::volumes, {}, volume.path({u"metadata", u"name"}).toString());
    }
    Json volumeStatus = volume[u"status"];
    volumeStatus.set(u"phase"_s, u"Bound"_s);
    m_loop.writeStatus(volume, volumeStatus);

    const Json& metadata = claim[u"metadata"];
    const QString nameSpace = metadata[u"namespace"].toString();
    const QString name = metadata[u"name"].toString();
    for (const QString& mark :
         {u"pv.kubernetes.io/bind-completed"_s, u"pv.kubernetes.io/bound-by-controller"_s})
        claim.setPath({u"metadata", u"annotations", mark}, u"yes"_s);
    if (!storageClass.isNull())
        claim.setPath({u"metadata", u"annotations", u"volume.kubernetes.io/storage-provisioner"},
                      storageClass[u"provisioner"]);
    if (!className.isEmpty() && !claim[u"spec"].contains(u"storageClassName"))
        claim.setPath({u"spec", u"storageClassName"}, className);
    claim.setPath({u"spec", u"volumeName"}, volume.path({u"metadata", u"name"}));
    if (!m_loop.update(claim))
        return;
    const Json bound = m_loop.read(resource::claims, nameSpace, name);
    Json status = bound[u"status"];
    status.set(u"phase"_s, u"Bound"_s);
    status.set(u"accessModes"_s, volume.path({u"spec", u"accessModes"}));
    status.set(u"capacity"_s, volume.path({u"spec", u"capacity"}));
    m_loop.writeStatus(bound, status);
}

void VolumeController::syncVolume(const QString& name)
{
    const Json volume = m_loop.read(resource::volumes, {}, name);
    if (volume.isNull())
        return;
    const Json& holder = volume.path({u"spec", u"claimRef"});
    const StoredPtr claim = m_loop.api().store().find(
        resource::claims, holder[u"namespace"].toString(), holder[u"name"].toString());
    const bool isHeld = claim && claim->uid == holder[u"uid"].toString();
    const bool wasBound = volume.path({u"status", u"phase"}).toString() == "Bound"_L1;
    if (volume[u"metadata"].contains(u"deletionTimestamp")) {
        if (!isHeld)
            unprotect(volume, kVolumeFinalizer);
        return;
    }
    Json status = volume[u"status"];
    if (wasBound && !isHeld) {
        if (volume.path({u"spec", u"persistentVolumeReclaimPolicy"}).toString() == "Delete"_L1) {
            m_loop.remove(resource::volumes, {}, name);
            return;
        }
        status.set(u"phase"_s, u"Released"_s);
    } else if (!wasBound && holder.isNull()) {
        status.set(u"phase"_s, u"Available"_s);
        for (const StoredPtr& waiting : m_loop.api().store().list(resource::claims)) {
            if (waiting->bytes.contains("\"Pending\"")) // it may be just what that one needs
                m_loop.enqueue(*this, waiting->nameSpace, waiting->name);
        }
    }
    m_loop.writeStatus(volume, status);
}

} // namespace cauce::sandbox::control
