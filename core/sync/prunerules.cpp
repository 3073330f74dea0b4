#include "core/sync/prunerules.h"

#include "core/object/annotations.h"
#include "core/object/manifestset.h"
#include "core/sync/syncoptions.h"

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

using Answer = PruneVerdict::Answer;

// Deleting one takes more with it than the object itself.
bool isProtectedKind(const object::GroupKind& kind)
{
    if (kind.group.isEmpty()) {
        return kind.kind == "Namespace"_L1 || kind.kind == "PersistentVolume"_L1
            || kind.kind == "PersistentVolumeClaim"_L1;
    }
    return kind.group == "apiextensions.k8s.io"_L1 && kind.kind == "CustomResourceDefinition"_L1;
}

PruneVerdict byOptions(const object::Manifest& live, const PlanInput& input)
{
    const SyncOptions own = syncOptionsOf(live);
    // The object's own word decides; the application's is for those that say nothing.
    const DeletePolicy prune
        = own.prune != DeletePolicy::Allowed ? own.prune : syncOptions(input.syncOptions).prune;
    if (prune == DeletePolicy::Never)
        return {Answer::Leave, u"Prune=false"_s};
    if (own.remove == DeletePolicy::Never)
        return {Answer::Leave, u"Delete=false"_s};
    const object::ResourceKey& key = live.key();
    if (input.confirmedDeletions.contains(key))
        return {Answer::Delete, {}};
    if (isProtectedKind(key.groupKind()))
        return {Answer::Confirm, u"deleting a %1 destroys what is in it"_s.arg(key.kind)};
    if (prune == DeletePolicy::Confirm)
        return {Answer::Confirm, u"Prune=confirm"_s};
    if (own.remove == DeletePolicy::Confirm)
        return {Answer::Confirm, u"Delete=confirm"_s};
    return {Answer::Delete, {}};
}

} // namespace

bool tracksExactly(const QString& text, const QString& application, const object::ResourceKey& key,
                   const QString& destinationNamespace)
{
    const auto id = object::TrackingId::parse(text);
    if (!id || id->application != application)
        return false;
    const object::ResourceKey& named = id->object;
    if (named.group != key.group || named.kind != key.kind || named.name != key.name)
        return false;
    if (key.nameSpace.isEmpty())
        return named.nameSpace.isEmpty() || named.nameSpace == destinationNamespace;
    return named.nameSpace == key.nameSpace;
}

PruneVerdict pruneVerdict(const diff::ObjectDiff& object, const PlanInput& input)
{
    const cluster::LiveState& live = *input.live;
    if (!live.kind(object.key.groupKind()).isLoaded())
        return {Answer::Problem, u"its kind has not been read from the cluster"_s};
    const cluster::LiveObjectPtr now = live.find(object.key);
    if (!object.live || !now || now->uid != object.live->uid)
        return {Answer::Problem, u"it is not there as it was compared: refresh"_s};
    if (object.live->uid.isEmpty() || object.live->resourceVersion.isEmpty())
        return {Answer::Problem, u"the cluster told no uid and resourceVersion for it"_s};
    if (object.hook)
        return {Answer::Leave, u"it is a hook"_s};
    if (!tracksExactly(object.live->trackingId, input.application, object.key,
                       input.destinationNamespace))
        return {Answer::Leave, u"its tracking id does not name it exactly"_s};
    if (!object.live->owners.isEmpty())
        return {Answer::Leave, u"another object owns it"_s};
    if (object.pruneDisabled)
        return {Answer::Leave, u"Prune=false"_s};
    const auto whole = object.live->isWhole
        ? object.live->manifest()
        : Result<object::Manifest>(fail(ErrorKind::Internal, u"it was not read whole"_s));
    if (!whole)
        return {Answer::Problem, whole.error().message};
    if (whole->hasAnnotation(QString(object::annotation::installationId)))
        return {Answer::Leave, u"it belongs to another installation"_s};
    return byOptions(*whole, input);
}

} // namespace cauce::sync
