#pragma once

#include "core/base/backoff.h"
#include "core/base/clock.h"
#include "core/git/mirror.h"
#include "core/git/poller.h"

#include <QMap>
#include <QObject>
#include <QTimer>

class QThreadPool;

namespace cauce {

//! The blocking calls of core/git that a poll makes; tests put their own in.
struct GitCalls
{
    std::function<Result<QMap<QString, QString>>(const git::Remote&, const QStringList&,
                                                 const CancelToken&)>
        listRemote = git::listRemote;
    std::function<Result<QList<Result<git::Revision>>>(const git::Remote&, const QString&,
                                                       const QStringList&, const CancelToken&)>
        fetch = [](const git::Remote& remote, const QString& dir, const QStringList& names,
                   const CancelToken& cancel) { return git::fetch(remote, dir, names, cancel); };
    std::function<Result<git::Revision>(const QString&, const QString&)> resolve = git::resolve;
    std::function<Result<bool>(const QString&, const QString&, const QString&)> isAncestor
        = git::isAncestor;
};

//! A branch that no longer contains the commit it pointed to.
struct Rewrite
{
    QString from; //!< full object names
    QString to;
};

//! What is known of one repository. A value.
struct RepoState
{
    //! By target revision, of the last good fetch; before the first, as an earlier run left the
    //! mirror (fetchedAt is invalid then).
    QMap<QString, Result<git::Revision>> revisions;
    QMap<QString, Rewrite> rewritten; //!< by target revision; stays until acknowledged
    QDateTime polledAt; //!< UTC, the end of the last poll; invalid: none has ended
    QDateTime fetchedAt; //!< UTC, when the remote last answered; invalid: never
    QDateTime nextPollAt; //!< UTC; invalid: not by itself (a person must do something first)
    Error error; //!< of the last poll; message is empty when it was good
    int failures = 0; //!< in a row
    bool polling = false;

    bool isFailing() const { return failures > 0; }
};

//! \brief Asks one repository, again and again, what its branches point to, and fetches what moved.
//!
//! Lives in the engine thread. What blocks runs on \c pool, with values only; destroying the poller
//! cancels it and does not wait. A failed poll changes nothing that is known, only its age.
class RepoPoller : public QObject
{
    Q_OBJECT

public:
    //! How often, and how soon after a failure.
    struct Pace
    {
        std::chrono::milliseconds every {180'000}; //!< end of one poll to the start of the next
        Backoff afterFailure {std::chrono::seconds(5), std::chrono::minutes(5)};
    };

    //! \param pool not owned; outlives every poller
    RepoPoller(git::Remote remote, QString mirrorDir, Pace pace, QThreadPool* pool,
               GitCalls calls = {}, Clock clock = {}, QObject* parent = nullptr);
    ~RepoPoller() override;

    const git::Remote& remote() const { return m_remote; }
    const QString& mirrorDir() const { return m_mirrorDir; }
    const RepoState& state() const { return m_state; }
    //! No poll runs or is about to: what is known is as new as was asked for.
    bool isIdle() const;

    //! \brief The target revisions that applications follow; a new one is fetched at once.
    void follow(const QStringList& names);
    //! Polls at once and asks the remote even if nothing seems to have moved. While a poll is in
    //! flight, another follows it: its answer may be older than the question.
    void pollNow();
    //! The person has seen that \p name was rewritten.
    void acknowledgeRewrite(const QString& name);

signals:
    //! A poll began or ended; state() says what is known now.
    void changed();

private:
    struct Outcome;
    struct Job;
    static Outcome poll(const Job& job);
    static QMap<QString, git::Revision> rememberedOf(const Job& job);
    void start();
    void onPolled(Outcome outcome);
    void scheduleNext();

    git::Remote m_remote;
    QString m_mirrorDir;
    Pace m_pace;
    QThreadPool* m_pool;
    GitCalls m_calls;
    Clock m_clock;
    QTimer m_timer {this};
    CancelToken m_cancel;
    RepoState m_state;
    QStringList m_names;
    QStringList m_fetchedNames; // what the last good fetch resolved
    QMap<QString, QString> m_refs; // what the remote said then
    QMap<QString, QString> m_known; // name -> commit of the last good fetch
    bool m_again = false;
};

} // namespace cauce
