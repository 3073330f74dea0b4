#include "core/engine/livechange.h"

#include "core/object/manifestset.h"

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

using KindState = Loadable<std::shared_ptr<const cluster::KindSnapshot>>;
using Objects = QHash<object::ResourceKey, cluster::LiveObjectPtr>;

void note(const cluster::LiveObjectPtr& object, LiveChange& change)
{
    if (!object)
        return;
    change.keys.insert(object->key);
    change.uids.insert(object->uid);
    for (const cluster::OwnerReference& owner : object->owners)
        change.uids.insert(owner.uid);
    if (const auto id = object::TrackingId::parse(object->trackingId))
        change.applications.insert(id->application);
}

void compareObjects(const Objects& before, const Objects& after, LiveChange& change)
{
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        const cluster::LiveObjectPtr old = before.value(it.key());
        if (old == *it)
            continue;
        note(old, change);
        note(*it, change);
    }
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (!after.contains(it.key()))
            note(*it, change);
    }
}

void compareKind(const object::GroupKind& kind, const KindState& before, const KindState& after,
                 LiveChange& change)
{
    const auto* old = before.loaded();
    const auto* now = after.loaded();
    if (old && now) {
        if (*old == *now)
            return;
        if ((*old)->stale != (*now)->stale || !((*old)->resource == (*now)->resource))
            change.kinds.insert(kind);
        return compareObjects((*old)->objects, (*now)->objects, change);
    }
    const bool sameFailure
        = before.isFailed() && after.isFailed() && *before.failed() == *after.failed();
    if (sameFailure || (before.isUnknown() && after.isUnknown()))
        return;
    change.kinds.insert(kind);
    static const Objects none;
    compareObjects(old ? (*old)->objects : none, now ? (*now)->objects : none, change);
}

// What the controllers of Kubernetes make from a kind, one level down.
QList<object::GroupKind> madeFrom(const object::GroupKind& kind)
{
    const object::GroupKind pod {{}, u"Pod"_s};
    const object::GroupKind replicaSet {u"apps"_s, u"ReplicaSet"_s};
    const object::GroupKind revision {u"apps"_s, u"ControllerRevision"_s};
    if (kind.group == "apps"_L1) {
        if (kind.kind == "Deployment"_L1)
            return {replicaSet, pod};
        if (kind.kind == "ReplicaSet"_L1)
            return {pod};
        if (kind.kind == "DaemonSet"_L1)
            return {pod, revision};
        if (kind.kind == "StatefulSet"_L1)
            return {pod, revision, {{}, u"PersistentVolumeClaim"_s}};
    }
    if (kind.group == "batch"_L1 && kind.kind == "Job"_L1)
        return {pod};
    if (kind.group == "batch"_L1 && kind.kind == "CronJob"_L1)
        return {{u"batch"_s, u"Job"_s}, pod};
    if (kind.group.isEmpty() && kind.kind == "ReplicationController"_L1)
        return {pod};
    if (kind.group.isEmpty() && kind.kind == "Service"_L1)
        return {{u"discovery.k8s.io"_s, u"EndpointSlice"_s}};
    return {};
}

} // namespace

LiveChange changeBetween(const cluster::LiveState& before, const cluster::LiveState& after)
{
    LiveChange change;
    change.discovery = before.resources() != after.resources();
    const QList<object::GroupKind> old = before.watchedKinds();
    const QList<object::GroupKind> now = after.watchedKinds();
    QSet<object::GroupKind> kinds(old.cbegin(), old.cend());
    kinds.unite(QSet<object::GroupKind>(now.cbegin(), now.cend()));
    for (const object::GroupKind& kind : std::as_const(kinds))
        compareKind(kind, before.kind(kind), after.kind(kind), change);
    return change;
}

QSet<object::GroupKind> withChildKinds(const QSet<object::GroupKind>& kinds)
{
    QSet<object::GroupKind> all = kinds;
    for (const object::GroupKind& kind : kinds) {
        for (const object::GroupKind& made : madeFrom(kind))
            all.insert(made);
    }
    return all;
}

} // namespace cauce
