#include "core/sync/wavewait.h"

#include "core/base/async.h"
#include "core/health/health.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

// Argo CD's way to name an object in these sentences; the core group leaves its place empty.
QString argoName(const object::ResourceKey& key)
{
    return key.group + u'/' + key.kind + u'/' + key.name;
}

QString waitingMessage(WaveWait::Goal goal, const QList<WaveWait::Awaited>& pending)
{
    const QString what = goal == WaveWait::Goal::Gone ? u"deletion"_s : u"healthy state"_s;
    QString message = u"waiting for %1 of %2"_s.arg(what, argoName(pending.constFirst().key));
    if (pending.size() > 1)
        message += u" and %1 more resources"_s.arg(pending.size() - 1);
    return message;
}

qint64 generationOf(const object::Manifest& object)
{
    return object.json().path({u"metadata", u"generation"}).toInteger().value_or(0);
}

} // namespace

WaveWait::Awaited WaveWait::awaitedAfter(const PlanStep& step, const StepVerdict& verdict)
{
    Awaited awaited;
    awaited.key = step.key;
    awaited.type = step.type;
    awaited.uid = step.uid;
    awaited.olderVersions = verdict.olderVersions;
    if (verdict.object) {
        awaited.uid = verdict.object->uid();
        awaited.resourceVersion = verdict.object->resourceVersion();
        awaited.generation = generationOf(*verdict.object);
        awaited.olderVersions.removeAll(awaited.resourceVersion); // the write changed nothing
    }
    return awaited;
}

WaveWait::WaveWait(Goal goal, QList<Awaited> awaited, ClusterAccess cluster,
                   std::chrono::milliseconds recheck, QObject* parent)
    : QObject(parent)
    , m_goal(goal)
    , m_pending(std::move(awaited))
    , m_cluster(std::move(cluster))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(recheck);
    connect(&m_timer, &QTimer::timeout, this, &WaveWait::readUntold);
}

void WaveWait::look()
{
    if (m_ended)
        return;
    bool untold = false;
    QList<Awaited> pending;
    for (const Awaited& awaited : std::as_const(m_pending)) {
        switch (judge(awaited)) {
        case Verdict::Done:
            break;
        case Verdict::Failed:
            m_ended = true;
            m_timer.stop();
            emit failed(m_failure);
            return;
        case Verdict::CannotTell:
            untold = true;
            [[fallthrough]];
        case Verdict::Waiting:
            pending.append(awaited);
        }
    }
    m_pending = std::move(pending);
    if (m_pending.isEmpty()) {
        m_ended = true;
        m_timer.stop();
        emit finished();
        return;
    }
    if (untold && !m_timer.isActive() && m_reading == 0)
        m_timer.start();
    emit waiting(waitingMessage(m_goal, m_pending));
}

WaveWait::Verdict WaveWait::judge(const Awaited& awaited)
{
    const auto read = m_read.constFind(awaited.key);
    if (m_goal == Goal::Gone) {
        if (read != m_read.cend()) {
            const bool gone
                = *read ? (*read)->uid() != awaited.uid : read->error().kind == ErrorKind::NotFound;
            if (gone)
                return Verdict::Done;
        }
        return judgeGone(awaited);
    }
    const cluster::LiveObjectPtr live = m_cluster.live()->find(awaited.key);
    const bool isNew = live && live->isWhole && (awaited.uid.isEmpty() || live->uid == awaited.uid)
        && !awaited.olderVersions.contains(live->resourceVersion);
    if (isNew) {
        const auto object = live->manifest();
        // A version that is neither the write's nor one from before it may lie between the two.
        if (object
            && (live->resourceVersion == awaited.resourceVersion
                || generationOf(*object) >= awaited.generation))
            return judgeHealth(awaited, *object);
    }
    if (read == m_read.cend())
        return Verdict::CannotTell;
    if (*read) {
        const Verdict verdict = judgeHealth(awaited, **read);
        return verdict == Verdict::Waiting ? Verdict::CannotTell : verdict; // read it again
    }
    if (read->error().kind != ErrorKind::NotFound)
        return Verdict::CannotTell;
    m_failure = u"Resource %1 is missing, it might have been deleted"_s.arg(argoName(awaited.key));
    return Verdict::Failed;
}

WaveWait::Verdict WaveWait::judgeGone(const Awaited& awaited) const
{
    const cluster::LiveStatePtr live = m_cluster.live();
    if (!live->kind(awaited.key.groupKind()).isLoaded())
        return Verdict::CannotTell;
    const cluster::LiveObjectPtr there = live->find(awaited.key);
    return there && there->uid == awaited.uid ? Verdict::Waiting : Verdict::Done;
}

WaveWait::Verdict WaveWait::judgeHealth(const Awaited& awaited, const object::Manifest& object)
{
    const auto health = health::assess(object);
    if (!health || health->status == health::HealthStatus::Healthy)
        return Verdict::Done;
    if (health->status != health::HealthStatus::Degraded)
        return Verdict::Waiting;
    m_failure = u"%1 is Degraded: %2"_s.arg(argoName(awaited.key), health->message);
    return Verdict::Failed;
}

void WaveWait::readUntold()
{
    m_read.clear();
    for (const Awaited& awaited : std::as_const(m_pending)) {
        const Verdict verdict = judge(awaited);
        if (verdict != Verdict::CannotTell)
            continue;
        ++m_reading;
        onResult(m_cluster.read(awaited.type, awaited.key), this,
                 [this, key = awaited.key](Result<object::Manifest> answer) {
                     m_read.insert(key, std::move(answer));
                     if (--m_reading == 0)
                         look();
                 });
    }
    if (m_reading == 0)
        look();
}

} // namespace cauce::sync
