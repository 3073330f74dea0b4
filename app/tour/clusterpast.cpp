#include "app/tour/clusterpast.h"

#include "app/tour/samplehistory.h"
#include "app/tour/samplerepository.h"
#include "core/desired/loader.h"
#include "core/diff/attribution.h"
#include "core/diff/resourceoptions.h"
#include "core/engine/appspecreader.h"
#include "core/sandbox/controllers.h"
#include "core/sync/kindorder.h"
#include "core/sync/ledger.h"

#include <QUuid>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::tour {

namespace {

constexpr int kEventfulSeconds = 120; // a rollout, or its deadline of a minute
constexpr int kMostSteps = 100'000; // of controllers; a loop among them must not hang the start

std::chrono::milliseconds sinceEpoch(const QDateTime& time)
{
    return std::chrono::milliseconds(time.toMSecsSinceEpoch());
}

object::Json namespaceObject(const QString& name)
{
    object::Json json = object::Json::emptyObject();
    json.set(u"apiVersion"_s, object::Json(u"v1"_s));
    json.set(u"kind"_s, object::Json(u"Namespace"_s));
    json.setPath({u"metadata", u"name"}, object::Json(name));
    return json;
}

// What a sync does first comes first.
QList<object::Manifest> inOrder(QList<object::Manifest> manifests)
{
    std::stable_sort(manifests.begin(), manifests.end(),
                     [](const object::Manifest& a, const object::Manifest& b) {
                         return std::pair(diff::waveOf(a), sync::kindOrder(a.key().kind))
                             < std::pair(diff::waveOf(b), sync::kindOrder(b.key().kind));
                     });
    return manifests;
}

} // namespace

struct ClusterPast::Private
{
    QDateTime now;
    std::shared_ptr<QDateTime> time; // the clock's hand
    std::unique_ptr<sandbox::Api> api;
    std::unique_ptr<sandbox::Controllers> controllers;
    std::unique_ptr<sync::Ledger> ledger;
    QSet<QString> deployed; // applications

    Clock clock() const
    {
        return {[time = time] { return *time; }, [time = time] { return sinceEpoch(*time); }};
    }

    Result<void> start(const QString& stateFolder)
    {
        auto kinds = sandbox::Kinds::builtIn();
        if (!kinds)
            return Failure {kinds.error()};
        auto opened = sync::Ledger::open(stateFolder, clock());
        if (!opened)
            return Failure {opened.error()};
        ledger = std::move(*opened);
        api = std::make_unique<sandbox::Api>(*std::move(kinds), clock());
        controllers = std::make_unique<sandbox::Controllers>(*api);
        return {};
    }

    //! Lets the time go to \p end, with all that becomes due until then.
    void step(const QDateTime& end)
    {
        controllers->run();
        for (int steps = 0; steps < kMostSteps; ++steps) {
            const auto due = controllers->nextDue();
            if (!due || *due > sinceEpoch(end))
                break;
            if (*due > sinceEpoch(*time))
                *time = QDateTime::fromMSecsSinceEpoch(due->count(), Qt::UTC);
            controllers->run();
        }
        *time = end;
    }

    //! The same, but for the hours in which nothing happens that anybody will see: a Pod that is
    //! tried again every five minutes is tried once.
    void liveUntil(const QDateTime& end)
    {
        if (time->secsTo(end) > 2 * kEventfulSeconds) {
            step(time->addSecs(kEventfulSeconds));
            *time = end.addSecs(-kEventfulSeconds);
        }
        step(end);
    }

    Result<void> apply(const object::Json& object, const object::GroupVersionKind& type)
    {
        const sandbox::ServedKind* kind = api->kinds().findKind(type);
        const object::Json& metadata = object[u"metadata"];
        const QString name = metadata[u"name"].toString();
        if (!kind)
            return fail(ErrorKind::Internal,
                        u"the sandbox serves no %1/%2"_s.arg(type.apiVersion(), type.kind));
        sandbox::Request request;
        request.verb = sandbox::Verb::Patch;
        request.patch = sandbox::PatchType::Apply;
        request.group = type.group;
        request.version = type.version;
        request.resource = kind->plural;
        request.nameSpace = metadata[u"namespace"].toString();
        request.name = name;
        request.body = object;
        request.fieldManager = diff::ourManager;
        request.userAgent = QStringLiteral("cauce/" CAUCE_VERSION);
        request.force = true;
        return done(api->answer(request), type.kind + u' ' + name);
    }

    static Result<void> done(const sandbox::Answer& answer, const QString& what)
    {
        if (answer.isOk())
            return {};
        return fail(ErrorKind::Internal,
                    u"the sandbox refused %1 of the sample: %2"_s.arg(
                        what, answer.body[u"message"].toString()));
    }

    Result<sync::SyncPlan> plan(const SampleDeployment& deployment, const AppSpec& spec,
                                const QString& commit, const QList<object::Manifest>& manifests)
    {
        const SampleCommit& sample = sampleHistory().at(deployment.commit);
        sync::SyncPlan plan;
        plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        plan.application = deployment.application;
        plan.commit = commit;
        plan.summary = sample.message;
        plan.author = sample.author;
        plan.path = spec.source.path;
        plan.repoUrl = spec.source.repoUrl;
        plan.madeAt = *time;
        const auto change = deployed.contains(deployment.application) ? diff::Change::Update
                                                                      : diff::Change::Create;
        for (const object::Manifest& manifest : manifests) {
            sync::PlanStep step;
            step.key = manifest.key();
            step.type = manifest.type();
            step.change = change;
            step.wave = diff::waveOf(manifest);
            step.desired = manifest;
            plan.steps.append(step);
        }
        return plan;
    }

    //! One sync, from its record in the ledger to its end.
    Result<void> deploy(const SampleDeployment& deployment, const AppSpec& spec,
                        const QString& commit, const QList<object::Manifest>& manifests)
    {
        const auto planned = plan(deployment, spec, commit, manifests);
        if (!planned)
            return Failure {planned.error()};
        const auto operation = ledger->begin(*planned, u"demo"_s, deployment.initiatedBy);
        if (!operation)
            return Failure {operation.error()};
        const object::GroupVersionKind home {{}, u"v1"_s, u"Namespace"_s};
        if (const auto made = apply(namespaceObject(spec.destinationNamespace), home); !made)
            return made;
        for (qsizetype i = 0; i < manifests.size(); ++i) {
            if (const auto begun = ledger->stepStarted(*operation, int(i)); !begun)
                return begun;
            if (const auto made = apply(manifests.at(i).json(), manifests.at(i).type()); !made)
                return made;
            if (const auto ended
                = ledger->stepFinished(*operation, int(i), sync::StepOutcome::Succeeded, {});
                !ended)
                return ended;
        }
        deployed.insert(deployment.application);
        liveUntil(time->addSecs(8));
        return ledger->finish(*operation, sync::OperationPhase::Succeeded,
                              u"successfully synced (all tasks run)"_s);
    }

    //! `kubectl scale`, by somebody who was in a hurry.
    Result<void> scaleBehindGit()
    {
        sandbox::Request request;
        request.verb = sandbox::Verb::Patch;
        request.patch = sandbox::PatchType::Merge;
        request.group = u"apps"_s;
        request.version = u"v1"_s;
        request.resource = u"deployments"_s;
        request.subresource = u"scale"_s;
        request.nameSpace = u"shop"_s;
        request.name = u"catalog"_s;
        request.body.setPath({u"spec", u"replicas"}, object::Json(qint64(3)));
        request.fieldManager = u"kubectl"_s;
        request.userAgent = u"kubectl/v1.32.0"_s;
        return done(api->answer(request), u"the scaling of catalog"_s);
    }
};

ClusterPast::ClusterPast(const QDateTime& now)
    : d(std::make_unique<Private>())
{
    d->now = now;
    const int first = sampleDeployments().constFirst().minutesAgo;
    d->time = std::make_shared<QDateTime>(now.addSecs(-60 * (first + 30)));
}

ClusterPast::~ClusterPast() = default;

Result<void> ClusterPast::live(const SampleRepository& repository, const QString& stateFolder)
{
    if (const auto started = d->start(stateFolder); !started)
        return started;
    const qsizetype newest = sampleHistory().size() - 1;
    for (const SampleDeployment& deployment : sampleDeployments()) {
        d->liveUntil(d->now.addSecs(-60 * deployment.minutesAgo));
        const auto commit = repository.commit(newest - deployment.commit);
        if (!commit)
            return Failure {commit.error()};
        const auto root = git::readTree(repository.bareDir(), *commit, u"clusters/k3s"_s);
        if (!root)
            return Failure {root.error()};
        const QList<AppSpec> applications = readApplications(*root).applications;
        const auto spec
            = std::find_if(applications.cbegin(), applications.cend(),
                           [&](const AppSpec& app) { return app.name == deployment.application; });
        if (spec == applications.cend())
            return fail(ErrorKind::Internal,
                        u"the sample has no application %1"_s.arg(deployment.application));
        desired::RenderInput input;
        input.application = spec->name;
        input.destinationNamespace = spec->destinationNamespace;
        const auto tree = git::readTree(repository.bareDir(), *commit, spec->source.path,
                                        desired::filterFor(input));
        if (!tree)
            return Failure {tree.error()};
        auto set = desired::load(input, *tree);
        if (!set)
            return Failure {set.error()};
        // Hooks are not run yet: nothing of them is in the cluster.
        set->manifests.removeIf([](const object::Manifest& m) { return diff::isHook(m); });
        if (const auto deployed = d->deploy(deployment, *spec, *commit, inOrder(set->manifests));
            !deployed)
            return deployed;
    }
    d->liveUntil(d->now.addSecs(-47 * 60));
    if (const auto scaled = d->scaleBehindGit(); !scaled)
        return scaled;
    d->liveUntil(d->now);
    return {};
}

void ClusterPast::moveTo(sandbox::Api& cluster) const
{
    const sandbox::Store& from = d->api->store();
    for (const sandbox::ServedKind* kind : d->api->kinds().all()) {
        if (!kind->isStorage)
            continue;
        for (const sandbox::StoredPtr& object : from.list(kind->resource()))
            cluster.store().put(kind->resource(), object->json());
    }
}

} // namespace cauce::tour
