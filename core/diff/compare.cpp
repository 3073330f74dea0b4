#include "core/diff/compare.h"

#include "core/diff/adoption.h"
#include "core/diff/fieldchanges.h"
#include "core/diff/normalize.h"
#include "core/diff/overlay.h"
#include "core/diff/redact.h"
#include "core/diff/resourceoptions.h"
#include "core/object/annotations.h"

#include <QSet>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::GroupKind;
using object::Json;
using object::Manifest;
using object::ResourceKey;

bool isSecret(const ObjectDiff& diff)
{
    return diff.key.kind == "Secret"_L1;
}

void setUnknown(ObjectDiff& diff, Error error)
{
    diff.change = Change::Unknown;
    diff.status = SyncStatus::Unknown;
    diff.error = std::move(error);
}

void setEqual(ObjectDiff& diff)
{
    diff.change = Change::None;
    diff.status = SyncStatus::Synced;
    diff.needsPrediction = false;
    diff.adopts = false;
    diff.fields.clear();
}

//! The field changes from live to \p target, both from normalize.h.
FieldChanges changesTo(const ObjectDiff& diff, const Json& live, const Json& target,
                       const FieldOwners& owners)
{
    const Shapes shapes(diff.type.groupKind());
    if (!isSecret(diff))
        return fieldChanges({live, target, *diff.desired, shapes, owners});
    const auto [maskedLive, maskedTarget] = maskedPair(live, target);
    return fieldChanges({maskedLive, maskedTarget, *diff.desired, shapes, owners});
}

FieldOwners ownersOf(const Manifest& live)
{
    return FieldOwners(live.json().path({u"metadata", u"managedFields"}));
}

//! The kinds that the manifests define themselves.
QSet<GroupKind> definedKinds(const object::ManifestSet& set)
{
    QSet<GroupKind> kinds;
    for (const Manifest& manifest : set.manifests) {
        if (manifest.type().group != "apiextensions.k8s.io"_L1
            || manifest.type().kind != "CustomResourceDefinition"_L1)
            continue;
        const Json& spec = manifest.json()[u"spec"];
        kinds.insert({spec[u"group"].toString(), spec.path({u"names", u"kind"}).toString()});
    }
    return kinds;
}

class Comparer
{
public:
    Comparer(const object::ManifestSet& desired, const cluster::LiveState& live,
             const CompareOptions& options)
        : m_desired(desired)
        , m_live(live)
        , m_options(options)
        , m_defined(definedKinds(desired))
    { }

    Comparison run()
    {
        for (const Manifest& manifest : m_desired.manifests)
            addDesired(manifest);
        for (const auto& live : m_live.tracked(m_options.application))
            addExtra(live);
        std::sort(m_out.objects.begin(), m_out.objects.end(),
                  [](const ObjectDiff& a, const ObjectDiff& b) { return a.key < b.key; });
        for (const ObjectDiff& diff : std::as_const(m_out.objects)) {
            const bool unserved = diff.change == Change::Create && !diff.error.message.isEmpty();
            QStringList& list = unserved ? m_out.unserved : m_out.problems;
            const bool told = diff.change == Change::Unknown || unserved;
            if (told && !list.contains(diff.error.message))
                list.append(diff.error.message);
        }
        m_out.status = statusOf(m_out);
        return std::move(m_out);
    }

private:
    void addDesired(const Manifest& manifest)
    {
        ObjectDiff diff;
        diff.desired = placed(manifest);
        diff.key = diff.desired->key();
        diff.type = diff.desired->type();
        diff.wave = waveOf(manifest);
        diff.live = m_live.find(diff.key);
        m_seen.insert(diff.key);
        diff.generated = m_desired.generated == diff.key;
        if (isHook(manifest)) {
            diff.hook = true;
            diff.change = Change::None;
        } else if (diff.live) {
            warnIfShared(*diff.live);
            diff.ignored = rulesFor(m_options.ignore, diff.key);
            if (m_options.respectIgnored && !diff.ignored.isEmpty())
                takeIgnoredFromLive(diff);
            compareWithLive(diff);
        } else {
            decideMissing(diff);
        }
        m_out.objects.append(std::move(diff));
    }

    //! Discovery may know better than the render did that a kind has no namespace.
    Manifest placed(const Manifest& manifest) const
    {
        const auto* resource = m_live.resource(manifest.type().groupKind());
        if (resource && !resource->namespaced && !manifest.nameSpace().isEmpty())
            return manifest.withNamespace({});
        return manifest;
    }

    void decideMissing(ObjectDiff& diff) const
    {
        const GroupKind kind = diff.type.groupKind();
        const auto* resource = m_live.resource(kind);
        const auto& known = m_live.kind(kind);
        // A group whose own server does not answer discovery may serve it all the same.
        const bool isSilent = known.isFailed() && known.failed()->kind != ErrorKind::NotFound;
        if (m_live.hasDiscovery() && !resource && !known.isLoaded() && !isSilent) {
            setCreate(diff);
            if (!m_defined.contains(kind))
                diff.error = notServed(diff);
        } else if (known.isFailed()) {
            setUnknown(
                diff,
                {known.failed()->kind,
                 diff.type.kind + u" objects could not be read: "_s + known.failed()->message});
        } else if (!known.isLoaded()) {
            setUnknown(diff,
                       {ErrorKind::Timeout, diff.type.kind + u" objects have not been read yet"_s});
        } else if (resource && resource->namespaced && diff.key.nameSpace.isEmpty()) {
            setUnknown(diff,
                       {ErrorKind::Invalid,
                        at(diff) + u" has no namespace, and the application has no "_s
                            + u"destination namespace"_s});
        } else if (diff.desired->json().path({u"metadata", u"name"}).isNull()) {
            setUnknown(diff,
                       {ErrorKind::Invalid,
                        at(diff) + u" has a generateName and no name: only a hook may"_s});
        } else {
            setCreate(diff);
        }
    }

    static QString at(const ObjectDiff& diff)
    {
        return diff.desired->location().toString() + u": "_s + diff.key.toString();
    }

    static Error notServed(const ObjectDiff& diff)
    {
        return {ErrorKind::NotFound,
                u"the cluster does not serve "_s + diff.type.apiVersion() + u' ' + diff.type.kind
                    + u" (is its CRD installed?)"_s};
    }

    static void setCreate(ObjectDiff& diff)
    {
        diff.change = Change::Create;
        diff.status = SyncStatus::OutOfSync;
    }

    void warnIfShared(const cluster::LiveObject& live)
    {
        const auto id = object::TrackingId::parse(live.trackingId);
        if (!id || id->application == m_options.application)
            return;
        m_out.sharedWarnings.append(live.key.kind + u'/' + live.key.name
                                    + u" is part of applications "_s + m_options.application
                                    + u" and "_s + id->application);
    }

    static void takeIgnoredFromLive(ObjectDiff& diff)
    {
        if (!diff.live->isWhole)
            return;
        if (const auto live = diff.live->manifest())
            diff.desired = withIgnoredFromLive(diff.ignored, *live, *diff.desired);
    }

    static void compareWithLive(ObjectDiff& diff)
    {
        if (!diff.live->isWhole) {
            setUnknown(
                diff,
                {ErrorKind::Timeout, diff.key.toString() + u" has not been read as a whole yet"_s});
            return;
        }
        const auto live = diff.live->manifest();
        if (!live) {
            setUnknown(diff, live.error());
            return;
        }
        const FieldOwners owners = ownersOf(*live);
        Json there = comparableLive(live->json(), diff.desired->json());
        const Json wanted = comparableDesired(diff.desired->json());
        auto target = laidOver(there, wanted, Shapes(diff.type.groupKind()), owners);
        if (auto rest = withoutLeftBehind(target ? *target : there, wanted, live->json())) {
            target = std::move(rest);
            diff.adopts = true;
        }
        if (target && !diff.ignored.isEmpty()) {
            std::tie(there, *target) = withoutIgnored(
                diff.ignored, there, *target, live->json().path({u"metadata", u"managedFields"}));
        }
        if (!target || there == *target) {
            setEqual(diff);
            return;
        }
        diff.change = Change::Update;
        diff.status = SyncStatus::OutOfSync;
        diff.needsPrediction = true;
        diff.fields = changesTo(diff, there, *target, owners).list;
    }

    //! Something live that carries this application's mark and that Git does not want.
    void addExtra(const cluster::LiveObjectPtr& live)
    {
        if (m_seen.contains(live->key) || !live->owners.isEmpty() || !marksItself(*live))
            return;
        ObjectDiff diff;
        diff.key = live->key;
        diff.type = live->type;
        diff.live = live;
        const auto manifest = live->manifest();
        if (!manifest) {
            setUnknown(diff, manifest.error());
        } else if (isHook(*manifest)) {
            diff.hook = true;
            diff.change = Change::None;
        } else if (manifest->hasAnnotation(QString(object::annotation::installationId))) {
            m_out.sharedWarnings.append(live->key.kind + u'/' + live->key.name
                                        + u" belongs to another Argo CD installation"_s);
            return;
        } else {
            diff.change = Change::Prune;
            diff.status = SyncStatus::OutOfSync;
            diff.wave = waveOf(*manifest);
            diff.pruneDisabled = isPruneDisabled(*manifest);
            diff.extraneousIgnored = isExtraneousIgnored(*manifest);
        }
        m_out.objects.append(std::move(diff));
    }

    //! The mark names this very object: it was not copied along by a controller.
    static bool marksItself(const cluster::LiveObject& live)
    {
        const auto id = object::TrackingId::parse(live.trackingId);
        return id && id->object.groupKind() == live.key.groupKind()
            && id->object.name == live.key.name
            && (live.key.nameSpace.isEmpty() || id->object.nameSpace == live.key.nameSpace);
    }

    const object::ManifestSet& m_desired;
    const cluster::LiveState& m_live;
    const CompareOptions& m_options;
    const QSet<GroupKind> m_defined;
    QSet<ResourceKey> m_seen;
    Comparison m_out;
};

//! Whether the server has answered about the object, as opposed to not answering at all.
bool isAnswer(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::RateLimited:
        return false;
    default:
        return true;
    }
}

//! Only its labels, annotations and version: what two versions of a kind have in common.
Json versionAndMetadata(const Json& object)
{
    Json out = Json::emptyObject();
    out.set(u"apiVersion"_s, object[u"apiVersion"]);
    out.set(u"metadata"_s, object[u"metadata"]);
    return out;
}

//! The server's answer is in another version than the watch. What it left alone, entry by entry of
//! managedFields, times included, it has not changed.
bool hasSameManagers(const Manifest& a, const Manifest& b)
{
    return a.json().path({u"metadata", u"managedFields"})
        == b.json().path({u"metadata", u"managedFields"});
}

} // namespace

QString nameOf(SyncStatus status)
{
    switch (status) {
    case SyncStatus::Unknown:
        return u"Unknown"_s;
    case SyncStatus::Synced:
        return u"Synced"_s;
    case SyncStatus::OutOfSync:
        return u"OutOfSync"_s;
    }
    return {};
}

Comparison compare(const object::ManifestSet& desired, const cluster::LiveState& live,
                   const CompareOptions& options)
{
    return Comparer(desired, live, options).run();
}

ObjectDiff refine(const ObjectDiff& local, const Result<Manifest>& predicted)
{
    Q_ASSERT_X(local.desired && local.live, "refine", "only an object on both sides is predicted");
    ObjectDiff diff = local;
    if (!predicted) {
        diff.error = predicted.error();
        diff.error.message = scrubbed(diff.error.message, local.desired->json());
        diff.needsPrediction = !isAnswer(predicted.error().kind);
        return diff;
    }
    const auto live = local.live->manifest();
    if (!live) {
        setUnknown(diff, live.error());
        return diff;
    }
    diff.needsPrediction = false;
    diff.error = {};
    diff.predicted = *predicted;
    const Json& git = local.desired->json();
    Json before = comparableLive(live->json(), git);
    Json after = comparableLive(predicted->json(), git);
    const bool sameVersion = live->type().version == predicted->type().version;
    if (!sameVersion) {
        if (hasSameManagers(*live, *predicted)) {
            setEqual(diff);
            return diff;
        }
        before = versionAndMetadata(before);
        after = versionAndMetadata(after);
    }
    // The dry run leaves alone what an earlier tool still owns; the sync takes that over first.
    const auto rest = sameVersion ? withoutLeftBehind(after, comparableDesired(git), live->json())
                                  : std::nullopt;
    diff.adopts = rest.has_value();
    if (rest)
        after = *rest;
    std::tie(before, after) = withoutIgnored(diff.ignored, before, after,
                                             live->json().path({u"metadata", u"managedFields"}));
    FieldChanges changes = changesTo(diff, before, after, ownersOf(*live));
    if (sameVersion && !changes.hasOurs) {
        setEqual(diff);
        return diff;
    }
    diff.change = Change::Update;
    diff.status = SyncStatus::OutOfSync;
    diff.fields = std::move(changes.list);
    return diff;
}

SyncStatus statusOf(const Comparison& comparison)
{
    bool isOutOfSync = false;
    for (const ObjectDiff& diff : comparison.objects) {
        if (diff.hook)
            continue;
        if (diff.status == SyncStatus::Unknown)
            return SyncStatus::Unknown;
        isOutOfSync
            = isOutOfSync || (diff.status == SyncStatus::OutOfSync && !diff.extraneousIgnored);
    }
    return isOutOfSync ? SyncStatus::OutOfSync : SyncStatus::Synced;
}

} // namespace cauce::diff
