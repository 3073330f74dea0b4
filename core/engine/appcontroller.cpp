#include "core/engine/appcontroller.h"

#include "core/base/async.h"
#include "core/base/log.h"

#include <QElapsedTimer>
#include <QThreadPool>
#include <QtConcurrentRun>

using namespace std::chrono_literals;

namespace cauce {

namespace {

// A rollout is a burst of events; one look at its end of each tenth of a second is enough.
constexpr auto kCoalesce = 100ms;
constexpr auto kRetryDryRun = 10s;

bool sameInput(const AppController::Input& a, const AppController::Input& b)
{
    const git::Revision* left = a.revision.loaded();
    const git::Revision* right = b.revision.loaded();
    const bool sameRevision = left && right
        ? left->commit == right->commit
        : !left && !right && a.revision.isUnknown() == b.revision.isUnknown()
            && (a.revision.isUnknown() || *a.revision.failed() == *b.revision.failed());
    return sameRevision && a.spec.source == b.spec.source && a.spec.isUsable() == b.spec.isUsable()
        && a.spec.ignoreDifferences == b.spec.ignoreDifferences
        && a.spec.syncPolicy.syncOptions == b.spec.syncPolicy.syncOptions
        && a.spec.syncPolicy.managedNamespace == b.spec.syncPolicy.managedNamespace
        && a.spec.destinationNamespace == b.spec.destinationNamespace && a.mirrorDir == b.mirrorDir
        && a.namespaced == b.namespaced && a.clusterKnown == b.clusterKnown
        && a.deployments == b.deployments;
}

} // namespace

struct AppController::Outcome
{
    Evaluation evaluation;
    Error loadError; // message is empty when Git could be read
};

AppController::AppController(QString name, QThreadPool* pool, QObject* parent)
    : QObject(parent)
    , m_name(std::move(name))
    , m_pool(pool)
    , m_live(std::make_shared<const cluster::LiveState>())
{
    m_timer.setSingleShot(true);
    m_retry.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &AppController::start);
    connect(&m_retry, &QTimer::timeout, this, &AppController::compareAgain);
}

AppController::~AppController() = default;

void AppController::setInput(const Input& input)
{
    const bool same = m_hasInput && sameInput(m_input, input);
    m_input = input;
    m_hasInput = true;
    if (!same)
        schedule(0ms);
}

void AppController::setLive(const cluster::LiveStatePtr& live, bool concerned)
{
    m_live = live;
    if (concerned)
        schedule(kCoalesce);
}

bool AppController::isConcernedBy(const LiveChange& change) const
{
    if (change.applications.contains(m_name))
        return true;
    for (const object::ResourceKey& key : m_keys) {
        if (change.keys.contains(key) || change.kinds.contains(key.groupKind()))
            return true;
    }
    return std::any_of(m_uids.cbegin(), m_uids.cend(),
                       [&change](const QString& uid) { return change.uids.contains(uid); });
}

void AppController::compareAgain()
{
    schedule(0ms);
}

bool AppController::isUpToDate() const
{
    return m_hasInput && !m_dirty && !m_busy
        && (m_evaluatedAt.isValid() || !m_input.spec.isUsable());
}

void AppController::schedule(std::chrono::milliseconds delay)
{
    m_dirty = true;
    if (m_busy)
        return; // at its end
    if (!m_timer.isActive() || m_timer.remainingTimeAsDuration() > delay)
        m_timer.start(delay);
}

void AppController::start()
{
    if (m_busy || !m_dirty || !m_hasInput)
        return;
    if (!m_input.spec.isUsable()) {
        m_dirty = false;
        m_outdated = false;
        m_evaluation = nullptr;
        emit changed();
        return;
    }
    if (m_input.revision.isUnknown() || !m_input.clusterKnown)
        return; // dirty until what is missing comes
    m_dirty = false;
    m_busy = true;

    EvaluateInput in;
    in.application = m_name;
    in.mirrorDir = m_input.mirrorDir;
    in.path = m_input.spec.source.path;
    in.rendering = renderInput(m_input.spec, m_input.namespaced);
    in.ignore = m_input.spec.ignoreDifferences;
    in.respectIgnored = m_input.spec.syncPolicy.respectIgnored();
    in.live = m_live;
    in.cached = m_rendered;
    in.deployments = m_input.deployments;
    Error failed;
    if (const git::Revision* revision = m_input.revision.loaded())
        in.revision = *revision;
    else
        failed = *m_input.revision.failed();
    auto job = [in, failed]() -> Outcome {
        QElapsedTimer timer;
        timer.start();
        if (!failed.message.isEmpty())
            return {evaluateLive(in.application, in.live), failed};
        auto evaluation = evaluate(in);
        qCDebug(log::perf) << "evaluated" << in.application << "in" << timer.elapsed() << "ms";
        if (!evaluation)
            return {evaluateLive(in.application, in.live), evaluation.error()};
        return {*std::move(evaluation), {}};
    };
    onResult(QtConcurrent::run(m_pool, std::move(job)), this,
             [this](Outcome outcome) { onEvaluated(std::move(outcome)); });
    emit changed();
}

void AppController::onEvaluated(Outcome outcome)
{
    const QList<diff::ObjectDiff>& objects = outcome.evaluation.comparison.objects;
    const bool asks = std::any_of(objects.cbegin(), objects.cend(),
                                  [](const diff::ObjectDiff& o) { return o.needsPrediction; });
    if (outcome.evaluation.rendered)
        m_rendered = outcome.evaluation.rendered;
    if (!asks || !m_predictor)
        return finish(std::move(outcome.evaluation), outcome.loadError);
    m_predictor->complete(outcome.evaluation.comparison, this,
                          [this, outcome](diff::Comparison comparison) {
                              Evaluation evaluation = outcome.evaluation;
                              evaluation.comparison = std::move(comparison);
                              finish(std::move(evaluation), outcome.loadError);
                          });
}

// An object about which the server could not be asked is Unknown, not OutOfSync.
QString AppController::takeUnanswered(diff::Comparison& comparison)
{
    QString reason;
    for (diff::ObjectDiff& object : comparison.objects) {
        if (!object.needsPrediction)
            continue;
        reason = object.error.message.isEmpty()
            ? QStringLiteral("the cluster has not been asked yet")
            : object.error.message;
        object.change = diff::Change::Unknown;
        object.status = diff::SyncStatus::Unknown;
    }
    if (!reason.isEmpty())
        comparison.status = diff::statusOf(comparison);
    return reason;
}

void AppController::finish(Evaluation evaluation, const Error& loadError)
{
    m_busy = false;
    m_retry.stop();
    m_incomplete = takeUnanswered(evaluation.comparison);
    if (!m_incomplete.isEmpty())
        m_retry.start(kRetryDryRun);
    const bool keep = !m_incomplete.isEmpty() && m_evaluation && m_evaluation->rendered
        && m_loadError.message.isEmpty();
    m_outdated = keep;
    if (!keep) { // else what was known stays, and is said to be old
        m_evaluation = std::make_shared<const Evaluation>(std::move(evaluation));
        m_loadError = loadError;
        m_evaluatedAt = QDateTime::currentDateTimeUtc();
        m_keys.clear();
        m_uids.clear();
        for (const diff::ObjectDiff& object : m_evaluation->comparison.objects)
            m_keys.insert(object.key);
        for (const tree::TreeNode& node : m_evaluation->tree)
            m_uids.insert(node.uid);
        m_uids.remove({});
    }
    if (m_dirty)
        schedule(kCoalesce);
    emit changed();
}

} // namespace cauce
