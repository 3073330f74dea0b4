#include "core/engine/evaluate.h"

#include "core/engine/appspecreader.h"
#include "core/object/annotations.h"

namespace cauce {

namespace {

// Applications among the manifests are children of this one, not objects to be applied: their
// objects are what the cluster gets.
RenderedPtr withoutApplications(const QByteArray& treeId, const EvaluateInput& in,
                                object::ManifestSet set)
{
    auto rendered = std::make_shared<Rendered>();
    rendered->treeId = treeId;
    rendered->input = in.rendering;
    for (const object::Manifest& manifest : std::as_const(set.manifests)) {
        if (isApplication(manifest))
            rendered->children.append(readApplication(manifest, in.application));
    }
    set.manifests.removeIf(isApplication);
    rendered->desired = std::move(set);
    return rendered;
}

bool sameContent(const EvaluateInput& in, const QByteArray& hash, const Deployment& deployment)
{
    const auto& [commit, path, renderHash] = deployment;
    if (!renderHash.isEmpty())
        return renderHash == hash;
    if (commit.isEmpty() || path != in.path)
        return false;
    if (commit == in.revision.commit)
        return true;
    const auto then = git::treeId(in.mirrorDir, commit, path);
    const auto now = git::treeId(in.mirrorDir, in.revision.commit, in.path);
    return then && now && *then == *now;
}

bool ignoresHealth(const object::Manifest& live)
{
    return live.annotation(QString(object::annotation::ignoreHealthcheck)) == QLatin1String("true");
}

} // namespace

desired::RenderInput renderInput(const AppSpec& spec,
                                 const QHash<object::GroupKind, bool>& namespaced)
{
    desired::RenderInput input;
    input.application = spec.name;
    input.destinationNamespace = spec.destinationNamespace;
    input.recurse = spec.source.recurse;
    input.include = spec.source.include;
    input.exclude = spec.source.exclude;
    input.namespaced = namespaced;
    if (spec.syncPolicy.createNamespace())
        input.managedNamespace = spec.syncPolicy.managedNamespace;
    return input;
}

Result<RenderedPtr> render(const EvaluateInput& in)
{
    const auto id = git::treeId(in.mirrorDir, in.revision.commit, in.path);
    if (!id)
        return Failure {id.error()};
    if (in.cached && in.cached->treeId == *id && in.cached->input == in.rendering)
        return in.cached;
    const auto tree = git::readTree(in.mirrorDir, in.revision.commit, in.path,
                                    desired::filterFor(in.rendering));
    if (!tree)
        return Failure {tree.error()};
    auto desired = desired::load(in.rendering, *tree);
    if (!desired)
        return Failure {desired.error()};
    return withoutApplications(*id, in, *std::move(desired));
}

Result<Evaluation> evaluate(const EvaluateInput& in)
{
    const auto rendered = render(in);
    if (!rendered)
        return Failure {rendered.error()};

    Evaluation evaluation;
    evaluation.revision = in.revision;
    evaluation.rendered = *rendered;
    evaluation.live = in.live;
    diff::CompareOptions options;
    options.application = in.application;
    options.ignore = in.ignore;
    options.respectIgnored = in.respectIgnored;
    evaluation.comparison = diff::compare((*rendered)->desired, *in.live, options);
    for (const Deployment& deployment : in.deployments)
        evaluation.sameAs.append(sameContent(in, (*rendered)->desired.hash, deployment));
    assess(evaluation);
    return evaluation;
}

Evaluation evaluateLive(const QString& application, const cluster::LiveStatePtr& live)
{
    Evaluation evaluation;
    evaluation.live = live;
    for (const cluster::LiveObjectPtr& object : live->tracked(application)) {
        diff::ObjectDiff unknown;
        unknown.key = object->key;
        unknown.type = object->type;
        unknown.live = object;
        evaluation.comparison.objects.append(unknown);
    }
    assess(evaluation);
    return evaluation;
}

void assess(Evaluation& evaluation)
{
    QList<health::ManagedHealth> managed;
    QList<tree::ManagedObject> declared;
    evaluation.health.clear();
    for (const diff::ObjectDiff& object : std::as_const(evaluation.comparison.objects)) {
        health::ManagedHealth one;
        one.key = object.key;
        one.live = object.live != nullptr;
        one.hook = object.hook;
        if (object.live) {
            if (const auto live = object.live->manifest()) {
                one.health = health::assess(*live);
                one.ignored = ignoresHealth(*live);
            } else {
                one.health = health::Health {health::HealthStatus::Unknown, live.error().message};
            }
        } else if (!object.hook) {
            one.health = health::assessAbsent(object.key.groupKind(), *evaluation.live);
        }
        evaluation.health.append(one.health);
        if (!object.generated)
            managed.append(one);
        if (!object.hook)
            declared.append({object.key, object.type});
    }
    evaluation.aggregate = health::aggregate(managed);
    evaluation.tree = tree::resourceTree(declared, *evaluation.live);
}

} // namespace cauce
