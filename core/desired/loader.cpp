#include "core/desired/loader.h"

#include "core/desired/directoryrenderer.h"
#include "core/desired/sourcetype.h"
#include "core/desired/tracking.h"
#include "core/object/annotations.h"
#include "core/object/jsoncodec.h"
#include "core/object/secretdata.h"

#include <QCryptographicHash>
#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::desired {

namespace {

//! Argo CD neither watches nor syncs these kinds, whatever its settings.
bool isExcluded(const object::GroupKind& kind)
{
    return kind.group == "events.k8s.io"_L1 || kind.group == "metrics.k8s.io"_L1
        || (kind.group.isEmpty() && kind.kind == "Event"_L1)
        || (kind.group == "coordination.k8s.io"_L1 && kind.kind == "Lease"_L1);
}

//! What was left out of a folder that is read with all below it. A submodule may hold manifests:
//! without them the set would look as if somebody had removed them.
Result<QStringList> leftOut(const RenderInput& input, const git::SourceTree& tree)
{
    if (!input.recurse)
        return QStringList();
    for (const QString& skipped : tree.skipped) {
        if (skipped.contains("submodule"_L1)) {
            return fail(ErrorKind::Invalid,
                        skipped + u": an application with `recurse` needs all that is below it"_s);
        }
    }
    return tree.skipped;
}

object::Manifest asStored(const object::Manifest& manifest)
{
    return object::hasStringData(manifest)
        ? manifest.withJson(object::withStringDataFolded(manifest.json()))
        : manifest;
}

Result<QList<object::Manifest>> placedAndTracked(const RenderInput& input, RawManifests& raw)
{
    const Scopes scopes(input.namespaced, raw.manifests);
    QList<object::Manifest> placed;
    placed.reserve(raw.manifests.size());
    for (const object::Manifest& manifest : std::as_const(raw.manifests)) {
        if (isExcluded(manifest.type().groupKind())) {
            raw.warnings += manifest.location().toString() + u": "_s + manifest.key().toString()
                + u" is left out: objects of this kind are never synced"_s;
            continue;
        }
        auto done = tracked(asStored(manifest), input, scopes);
        if (!done)
            return Failure {done.error()};
        placed.append(*std::move(done));
    }
    return placed;
}

Result<QMap<object::ResourceKey, object::Manifest>> byKey(const QList<object::Manifest>& manifests)
{
    QMap<object::ResourceKey, object::Manifest> ordered;
    for (const object::Manifest& manifest : manifests) {
        const auto before = ordered.constFind(manifest.key());
        if (before != ordered.cend()) {
            return fail(ErrorKind::Invalid,
                        manifest.key().toString() + u" is declared twice: "_s
                            + before->location().toString() + u" and "_s
                            + manifest.location().toString());
        }
        ordered.insert(manifest.key(), manifest);
    }
    return ordered;
}

// As Argo CD makes it: only its labels and annotations are ours.
Result<object::Manifest> namespaceOf(const RenderInput& input)
{
    object::Json json = object::Json::emptyObject();
    json.set(u"apiVersion"_s, object::Json(u"v1"_s));
    json.set(u"kind"_s, object::Json(u"Namespace"_s));
    json.setPath({u"metadata", u"name"}, object::Json(input.destinationNamespace));
    const auto put = [&json](const QString& section, const QMap<QString, QString>& values) {
        object::Json map = object::Json::emptyObject();
        for (auto it = values.cbegin(); it != values.cend(); ++it)
            map.set(it.key(), object::Json(it.value()));
        if (map.size() > 0)
            json.setPath({u"metadata", section}, std::move(map));
    };
    put(u"labels"_s, input.managedNamespace->labels);
    QMap<QString, QString> annotations = input.managedNamespace->annotations;
    annotations.insert(QString(object::annotation::syncOptions), u"ServerSideApply=true"_s);
    put(u"annotations"_s, annotations);
    return object::Manifest::fromJson(std::move(json));
}

Result<void> addNamespace(const RenderInput& input, QList<object::Manifest>& placed,
                          object::ManifestSet& set)
{
    if (!input.managedNamespace || input.destinationNamespace.isEmpty())
        return {};
    auto made = namespaceOf(input);
    if (!made)
        return Failure {made.error()};
    const bool inGit = std::any_of(placed.cbegin(), placed.cend(), [&made](const auto& manifest) {
        return manifest.key() == made->key();
    });
    if (inGit)
        return {};
    set.generated = made->key();
    placed.prepend(*std::move(made));
    return {};
}

} // namespace

git::TreeFilter filterFor(const RenderInput& input)
{
    git::TreeFilter filter;
    filter.recurse = input.recurse;
    filter.suffixes = {u".yaml"_s, u".yml"_s, u".json"_s, u".jsonnet"_s, u"Kustomization"_s};
    return filter;
}

Result<object::ManifestSet> load(const RenderInput& input, const git::SourceTree& tree)
{
    const auto skipped = leftOut(input, tree);
    if (!skipped)
        return Failure {skipped.error()};
    if (const auto supported = checkSupported(input, tree); !supported)
        return Failure {supported.error()};
    auto raw = readDirectory(input, tree);
    if (!raw)
        return Failure {raw.error()};
    auto placed = placedAndTracked(input, *raw);
    if (!placed)
        return Failure {placed.error()};
    object::ManifestSet set;
    const bool empty = placed->isEmpty();
    if (const auto added = addNamespace(input, *placed, set); !added)
        return Failure {added.error()};
    const auto ordered = byKey(*placed);
    if (!ordered)
        return Failure {ordered.error()};

    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const object::Manifest& manifest : *ordered) {
        hash.addData(object::toCanonicalJson(manifest.json()));
        hash.addData("\n");
    }
    set.hash = hash.result().toHex();
    set.warnings = *skipped + raw->warnings;
    if (empty)
        set.warnings += u"\""_s + tree.root + u"\" holds no manifests"_s;
    set.manifests = *std::move(placed);
    return set;
}

} // namespace cauce::desired
