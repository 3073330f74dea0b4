#include "core/sync/steprun.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/diff/adoption.h"
#include "core/sync/binding.h"
#include "core/sync/serverwords.h"

#include <QRandomGenerator>

#include <utility>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

constexpr int kMostRetries = 5;
// Controllers write status while a rollout goes on, also between our look and our write.
constexpr int kMostBindings = 3;
constexpr int kMostLookUps = 3;

// The server answered that nothing was done, or nothing was sent to it.
bool isRefusal(ErrorKind kind)
{
    return kind == ErrorKind::Invalid || kind == ErrorKind::Auth || kind == ErrorKind::NotFound
        || kind == ErrorKind::Identity || kind == ErrorKind::Consent;
}

bool isDeletion(const PlanStep& step)
{
    return step.change == diff::Change::Prune;
}

bool isBeingDeleted(const object::Manifest& object)
{
    return object.json().path({u"metadata", u"deletionTimestamp"}).isString();
}

} // namespace

StepRun::StepRun(PlanStep step, StepCheck check, ClusterAccess cluster, Ways ways, Backoff retry,
                 bool isNewKind, QObject* parent)
    : QObject(parent)
    , m_step(std::move(step))
    , m_check(std::move(check))
    , m_cluster(std::move(cluster))
    , m_ways(std::move(ways))
    , m_retry(retry)
    , m_isNewKind(isNewKind)
{
    if (!m_step.resourceVersion.isEmpty())
        m_versions.append(m_step.resourceVersion);
    if (m_check.resourceVersion != m_step.resourceVersion)
        m_versions.append(m_check.resourceVersion);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { std::exchange(m_then, nullptr)(); });
}

void StepRun::start()
{
    if (isDeletion(m_step) && m_step.seen && m_step.seen->deleting)
        succeed(u"was being deleted already"_s);
    else
        send();
}

void StepRun::stopTrying()
{
    m_stopped = true;
    if (m_timer.isActive())
        m_timer.start(0);
}

void StepRun::later(int attempt, std::function<void()> then)
{
    m_then = std::move(then);
    m_timer.start(m_stopped ? std::chrono::milliseconds(0)
                            : m_retry.delay(attempt, QRandomGenerator::global()->generateDouble()));
}

void StepRun::send()
{
    const QString version = m_versions.isEmpty() ? QString() : m_versions.constLast();
    if (isDeletion(m_step)) {
        onResult(m_ways.remove(m_step, version), this,
                 [this](Result<void> answer) { onRemoved(answer); });
        return;
    }
    if (m_step.adopts && !m_isAdopted) {
        adopt();
        return;
    }
    onResult(m_ways.apply(boundBody(m_step, m_step.uid, version)), this,
             [this](Result<cluster::WriteAnswer> answer) { onApplied(answer); });
}

// Of the object as it is now, so that nobody else's entry is lost; the server refuses if it moves
// in between.
void StepRun::adopt()
{
    onResult(m_cluster.read(m_step.seen->type, m_step.key), this,
             [this](const Result<object::Manifest>& now) { onReadToAdopt(now); });
}

void StepRun::onReadToAdopt(const Result<object::Manifest>& now)
{
    if (!now) { // nothing was written
        end(StepOutcome::Failed, now.error().message);
        return;
    }
    if (!isAsSeen(*m_step.seen, *now)) {
        end(StepOutcome::Failed, u"it has changed in the cluster since the plan was made"_s);
        return;
    }
    if (m_stopped) {
        end(StepOutcome::Failed, u"stopped before anything was written"_s);
        return;
    }
    if (now->resourceVersion() != m_versions.constLast())
        m_versions.append(now->resourceVersion());
    const auto adoption = diff::adoptionOf(*now);
    if (!adoption) {
        m_isAdopted = true;
        send();
        return;
    }
    m_adopted = adoption->managers;
    onResult(m_ways.adopt(*now, adoption->managedFields), this,
             [this](const Result<object::Manifest>& answer) { onAdopted(answer); });
}

void StepRun::onAdopted(const Result<object::Manifest>& answer)
{
    if (!answer) {
        onRefused(answer.error());
        return;
    }
    m_isAdopted = true;
    m_versions.append(answer->resourceVersion());
    if (m_stopped)
        end(StepOutcome::Failed, u"stopped: only the ownership of its fields was taken over"_s);
    else
        send();
}

void StepRun::onApplied(const Result<cluster::WriteAnswer>& answer)
{
    if (!answer) {
        onRefused(answer.error());
        return;
    }
    if (answer->object.key() != m_step.key) {
        end(StepOutcome::Unknown,
            u"the server answered for another object (%1): look at the cluster"_s.arg(
                answer->object.key().toString()));
        return;
    }
    succeed(appliedMessage(*answer), answer->object);
}

QString StepRun::appliedMessage(const cluster::WriteAnswer& answer) const
{
    const bool update = m_step.change == diff::Change::Update;
    QString message = update ? u"configured"_s : u"created"_s;
    // On a create the server makes up addresses and ports, in the dry run others than in earnest.
    if (!m_adopted.isEmpty())
        message += u"; took over what %1 had applied"_s.arg(m_adopted.join(", "_L1));
    else if (update && m_check.predicted
             && essence(m_check.predicted->json()) != essence(answer.object.json()))
        message += "; the server made it different from its dry run"_L1;
    for (const QString& warning : answer.warnings)
        message += "; warning: "_L1 + warning;
    return message;
}

void StepRun::onRemoved(const Result<void>& answer)
{
    if (answer)
        succeed(u"pruned"_s);
    else if (answer.error().kind == ErrorKind::NotFound)
        succeed(u"was gone already"_s);
    else
        onRefused(answer.error());
}

void StepRun::onRefused(const Error& error)
{
    if (error.kind == ErrorKind::Conflict)
        onConflict(error);
    else if (error.kind == ErrorKind::RateLimited)
        tryAgain(error);
    else if (error.kind == ErrorKind::NotFound && m_isNewKind)
        tryAgain(error); // the server takes some seconds until it serves a new kind
    else if (isRefusal(error.kind))
        end(StepOutcome::Failed, error.message);
    else
        lookUp(error);
}

// Safe for an apply, bound as it is to one version: should an earlier attempt have been carried out
// after all, the next one is a conflict.
void StepRun::tryAgain(const Error& error)
{
    m_uncertain |= error.kind == ErrorKind::Network; // else the answer said that nothing was done
    if (isDeletion(m_step) || m_stopped || ++m_tries > kMostRetries) {
        endUnanswered(error);
        return;
    }
    later(m_tries, [this, error] {
        if (m_stopped)
            endUnanswered(error);
        else
            send();
    });
}

void StepRun::onConflict(const Error& error)
{
    const auto& type = m_step.seen ? m_step.seen->type : m_step.type;
    onResult(m_cluster.read(type, m_step.key), this,
             [this, error](Result<object::Manifest> now) { onConflictRead(error, now); });
}

// 409 says that nothing was written. Whether it may be tried again depends on what moved.
void StepRun::onConflictRead(const Error& error, const Result<object::Manifest>& now)
{
    if (isDeletion(m_step)) {
        const bool gone = now ? now->uid() != m_step.uid : now.error().kind == ErrorKind::NotFound;
        if (gone) {
            succeed(now ? u"was gone already; another object has its name now and stays"_s
                        : u"was gone already"_s);
            return;
        }
    }
    if (!now) {
        if (m_uncertain)
            endUnanswered(error);
        else
            end(StepOutcome::Failed, error.message);
        return;
    }
    if (m_step.generated) {
        succeed(u"exists already"_s);
        return;
    }
    const bool moved = m_versions.isEmpty() || now->resourceVersion() != m_versions.constLast();
    if (!moved) { // another manager owns a field, and we were told not to force
        end(StepOutcome::Failed, error.message);
        return;
    }
    if (m_step.seen && isAsSeen(*m_step.seen, *now) && !m_stopped && m_bound < kMostBindings) {
        ++m_bound;
        qCInfo(log::sync) << m_step.key.toString() << "only its status has moved: bound to"
                          << now->resourceVersion();
        m_versions.append(now->resourceVersion());
        send();
        return;
    }
    if (m_uncertain && !isDeletion(m_step)) { // an earlier attempt may be what moved it
        proveApplied(error, *now);
        return;
    }
    end(StepOutcome::Failed,
        (m_step.seen ? u"it has changed in the cluster since the plan was made: "_s
                     : u"it exists in the cluster since the plan was made: "_s)
            + error.message);
}

// No answer came, or one that does not say whether anything was done.
void StepRun::lookUp(const Error& error)
{
    ++m_lookUps;
    onResult(m_cluster.read(m_step.type, m_step.key), this,
             [this, error](Result<object::Manifest> now) { onLookedUp(error, now); });
}

void StepRun::onLookedUp(const Error& error, const Result<object::Manifest>& now)
{
    if (now) {
        m_lookUps = 0;
        if (isDeletion(m_step))
            onRemovalLookedUp(error, *now);
        else if (m_step.generated)
            succeed(u"exists already"_s);
        else if (m_step.seen && isAsSeen(*m_step.seen, *now))
            onNotDone(error, now->resourceVersion());
        else
            proveApplied(error, *now);
        return;
    }
    if (now.error().kind == ErrorKind::NotFound) {
        m_lookUps = 0;
        if (isDeletion(m_step))
            succeed(u"is gone; no answer came to the deletion itself"_s);
        else if (m_step.seen)
            end(StepOutcome::Unknown, u"%1. The object is no longer there"_s.arg(error.message));
        else
            onNotDone(error, {});
        return;
    }
    if (m_lookUps >= kMostLookUps || isRefusal(now.error().kind)) {
        end(StepOutcome::Unknown,
            u"%1. It may or may not have been done: looking failed too (%2)"_s.arg(
                error.message, now.error().message));
        return;
    }
    later(m_lookUps, [this, error] { lookUp(error); });
}

// Not done so far. A broken connection and a 5xx are worth another attempt; after a silence the
// first one may still be under way, and nothing is gained by a second.
void StepRun::onNotDone(const Error& error, const QString& version)
{
    if (!version.isEmpty() && version != m_versions.constLast())
        m_versions.append(version); // the attempt was bound to the one before: it cannot succeed
    if (error.kind == ErrorKind::Network)
        tryAgain(error);
    else
        endUnanswered(error);
}

void StepRun::onRemovalLookedUp(const Error& error, const object::Manifest& now)
{
    if (now.uid() != m_step.uid)
        succeed(u"is gone; another object has its name now and stays"_s);
    else if (isBeingDeleted(now))
        succeed(u"is being deleted; no answer came to the deletion itself"_s);
    else
        endUnanswered(error);
}

// Applied is what an apply would no longer change: only the server can say so.
void StepRun::proveApplied(const Error& error, const object::Manifest& now)
{
    if (!m_step.uid.isEmpty() && now.uid() != m_step.uid) {
        end(StepOutcome::Unknown,
            u"%1. The object was deleted and made again meanwhile"_s.arg(error.message));
        return;
    }
    const object::Manifest body = boundBody(m_step, now.uid(), now.resourceVersion());
    onResult(m_cluster.dryRun(body), this, [this, error, now](Result<object::Manifest> predicted) {
        if (predicted && essence(predicted->json()) == essence(now.json())) {
            succeed(u"is as Git wants it; no answer came to the write itself"_s, now);
        } else if (predicted) {
            endUnanswered(error);
        } else {
            end(StepOutcome::Unknown,
                u"%1. It may or may not have been done: asking failed too (%2)"_s.arg(
                    error.message, predicted.error().message));
        }
    });
}

void StepRun::endUnanswered(const Error& error)
{
    const bool refused = error.kind == ErrorKind::RateLimited || error.kind == ErrorKind::NotFound;
    if (refused && !m_uncertain) { // with an answer, for the last time
        end(StepOutcome::Failed, error.message);
        return;
    }
    end(StepOutcome::Unknown,
        u"%1. It is not done as far as can be seen, but may still be: refresh"_s.arg(
            error.message));
}

void StepRun::succeed(const QString& message, std::optional<object::Manifest> object)
{
    if (std::exchange(m_ended, true))
        return;
    qCInfo(log::sync) << m_step.key.toString() << message.section(u';', 0, 0);
    emit finished(
        {StepOutcome::Succeeded, serverWords(m_step, message), std::move(object), m_versions});
}

void StepRun::end(StepOutcome outcome, const QString& message)
{
    if (std::exchange(m_ended, true))
        return;
    const QString words = serverWords(m_step, message);
    qCWarning(log::sync) << m_step.key.toString() << nameOf(outcome) << words;
    emit finished({outcome, words, std::nullopt, m_versions});
}

} // namespace cauce::sync
