#include "core/engine/repopoller.h"

#include "core/base/async.h"
#include "core/base/log.h"

#include <QRandomGenerator>
#include <QtConcurrentRun>

namespace cauce {

struct RepoPoller::Job
{
    git::Remote remote;
    QString mirrorDir;
    QStringList names;
    QStringList fetchedNames;
    QMap<QString, QString> refs;
    QMap<QString, QString> known;
    GitCalls calls;
    CancelToken cancel;
};

struct RepoPoller::Outcome
{
    QStringList names;
    QMap<QString, QString> refs;
    std::optional<QList<Result<git::Revision>>> revisions; // nothing: the remote has not moved
    QMap<QString, Rewrite> rewritten;
    QMap<QString, git::Revision> remembered; // by the mirror, when the remote never answered
    Error error;
};

namespace {

// Only a branch is expected to grow; a tag, a range or a commit may move anywhere.
bool isBranch(const QString& name, const QMap<QString, QString>& refs)
{
    return name.isEmpty() || name == QLatin1String("HEAD")
        || refs.contains(QLatin1String("refs/heads/") + name)
        || (name.startsWith(QLatin1String("refs/heads/")) && refs.contains(name));
}

bool needsAPerson(ErrorKind kind)
{
    return kind == ErrorKind::Auth || kind == ErrorKind::HostKey || kind == ErrorKind::Identity
        || kind == ErrorKind::Consent;
}

} // namespace

RepoPoller::RepoPoller(git::Remote remote, QString mirrorDir, Pace pace, QThreadPool* pool,
                       GitCalls calls, Clock clock, QObject* parent)
    : QObject(parent)
    , m_remote(std::move(remote))
    , m_mirrorDir(std::move(mirrorDir))
    , m_pace(pace)
    , m_pool(pool)
    , m_calls(std::move(calls))
    , m_clock(std::move(clock))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RepoPoller::start);
}

RepoPoller::~RepoPoller()
{
    m_cancel.cancel();
}

void RepoPoller::follow(const QStringList& names)
{
    QStringList wanted = names;
    wanted.removeDuplicates();
    wanted.sort();
    if (wanted == m_names)
        return;
    m_names = wanted;
    for (const QString& name : std::as_const(m_names)) {
        if (!m_fetchedNames.contains(name))
            return pollNow();
    }
}

void RepoPoller::pollNow()
{
    if (m_state.polling)
        m_again = true;
    else
        start();
}

bool RepoPoller::isIdle() const
{
    return !m_state.polling && !m_again && (m_state.isFailing() || m_names == m_fetchedNames);
}

void RepoPoller::acknowledgeRewrite(const QString& name)
{
    if (m_state.rewritten.remove(name) > 0)
        emit changed();
}

void RepoPoller::start()
{
    if (m_state.polling || m_names.isEmpty())
        return;
    m_timer.stop();
    m_again = false;
    m_state.polling = true;
    m_state.nextPollAt = {};
    const Job job {m_remote, m_mirrorDir, m_names, m_fetchedNames,
                   m_refs,   m_known,     m_calls, m_cancel};
    onResult(QtConcurrent::run(m_pool, [job] { return poll(job); }), this,
             [this](Outcome outcome) { onPolled(std::move(outcome)); });
    emit changed();
}

// Where the names were when the program last ran.
QMap<QString, git::Revision> RepoPoller::rememberedOf(const Job& job)
{
    QMap<QString, git::Revision> found;
    for (const QString& name : job.names) {
        if (const auto revision = job.calls.resolve(job.mirrorDir, name))
            found.insert(name, *revision);
    }
    return found;
}

RepoPoller::Outcome RepoPoller::poll(const Job& job)
{
    Outcome outcome;
    outcome.names = job.names;
    const auto refs = job.calls.listRemote(job.remote, job.names, job.cancel);
    if (!refs) {
        outcome.error = refs.error();
        if (job.fetchedNames.isEmpty()) // better old, and said to be, than nothing
            outcome.remembered = rememberedOf(job);
        return outcome;
    }
    outcome.refs = *refs;
    if (*refs == job.refs && job.names == job.fetchedNames)
        return outcome;

    QMap<QString, QString> known = job.known;
    for (const QString& name : job.names) {
        if (known.contains(name))
            continue;
        // The mirror remembers where the branch was when the program last ran.
        if (const auto before = job.calls.resolve(job.mirrorDir, name))
            known.insert(name, before->commit);
    }
    auto fetched = job.calls.fetch(job.remote, job.mirrorDir, job.names, job.cancel);
    if (!fetched) {
        outcome.error = fetched.error();
        return outcome;
    }
    Q_ASSERT(fetched->size() == job.names.size());
    for (qsizetype i = 0; i < job.names.size(); ++i) {
        const QString& name = job.names.at(i);
        const Result<git::Revision>& revision = fetched->at(i);
        const QString before = known.value(name);
        if (!revision || before.isEmpty() || before == revision->commit
            || !isBranch(name, outcome.refs))
            continue;
        // An error means that the old commit is not in the mirror any more: nothing is known then.
        const auto grew = job.calls.isAncestor(job.mirrorDir, before, revision->commit);
        if (grew && !*grew)
            outcome.rewritten.insert(name, {before, revision->commit});
    }
    outcome.revisions = std::move(*fetched);
    return outcome;
}

void RepoPoller::onPolled(Outcome outcome)
{
    m_state.polling = false;
    m_state.polledAt = m_clock.now();
    m_state.error = outcome.error;
    if (!outcome.error.message.isEmpty()) {
        ++m_state.failures;
        qCWarning(log::git).noquote() << "poll of" << m_remote.url.toString() << "failed,"
                                      << m_state.failures << "in a row:" << outcome.error.message;
    } else {
        m_state.failures = 0;
        m_state.fetchedAt = m_state.polledAt;
        m_refs = outcome.refs;
    }
    if (outcome.revisions) {
        m_fetchedNames = outcome.names;
        m_state.revisions.clear();
        for (qsizetype i = 0; i < outcome.names.size(); ++i) {
            const Result<git::Revision>& revision = outcome.revisions->at(i);
            m_state.revisions.insert(outcome.names.at(i), revision);
            if (revision)
                m_known.insert(outcome.names.at(i), revision->commit);
        }
        m_state.rewritten.insert(outcome.rewritten);
    }
    for (auto it = outcome.remembered.cbegin(); it != outcome.remembered.cend(); ++it)
        m_state.revisions.insert(it.key(), *it);
    scheduleNext();
    emit changed();
}

void RepoPoller::scheduleNext()
{
    if (m_again || (!m_state.isFailing() && m_names != m_fetchedNames)) {
        QMetaObject::invokeMethod(this, &RepoPoller::start, Qt::QueuedConnection);
        return;
    }
    const double random = QRandomGenerator::global()->generateDouble();
    std::chrono::milliseconds delay(0);
    if (!m_state.isFailing()) // a tenth more or less, so that many clients do not come together
        delay
            = std::chrono::milliseconds(qint64(double(m_pace.every.count()) * (0.9 + random / 5)));
    else if (needsAPerson(m_state.error.kind))
        return; // asking again with the same credentials may lock an account
    else
        delay = std::min(m_pace.afterFailure.delay(m_state.failures, random), m_pace.every);
    m_state.nextPollAt = m_clock.now().addMSecs(delay.count());
    m_timer.start(delay);
}

} // namespace cauce
