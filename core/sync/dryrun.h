#pragma once

#include "core/base/backoff.h"
#include "core/sync/clusteraccess.h"
#include "core/sync/syncplan.h"

#include <QObject>

namespace cauce::sync {

//! What was found out about one step before anything is written.
struct StepCheck
{
    enum class Answer {
        NotAsked, //!< unchanged, a prune, or it needs what the plan itself creates: says so in note
        Accepted,
        AlreadyThere, //!< the generated namespace exists: nothing is to be written
        Refused //!< see error
    };
    Answer answer = Answer::NotAsked;
    Error error;
    QString note;
    std::optional<object::Manifest> predicted; //!< what the server would make of it
    //! What the write is to be bound to: as seen, or newer when only status has moved since.
    QString resourceVersion;
};

//! \brief Asks the server what it would make of every step of a plan. Writes nothing. Engine
//! thread; a few requests at a time; destroying it drops what is in flight.
//!
//! Objects in a namespace, or of a CRD, that the plan itself makes cannot be asked about.
class DryRun : public QObject
{
    Q_OBJECT

public:
    //! \param retry between attempts that the server put off
    DryRun(SyncPlanPtr plan, ClusterAccess cluster, Backoff retry, QObject* parent = nullptr);

    void start();
    //! In the order of the plan's steps.
    const QList<StepCheck>& checks() const { return m_checks; }

signals:
    void finished(); //!< once, also when there was nothing to ask

private:
    void askNext();
    void ask(int index);
    void askServer(int index);
    void onNamespaceRead(int index, const Result<object::Manifest>& answer);
    void onAnswer(int index, const Result<object::Manifest>& answer);
    void onConflict(int index, const Error& conflict);
    void settle(int index, StepCheck::Answer answer, Error error = {});

    SyncPlanPtr m_plan;
    ClusterAccess m_cluster;
    Backoff m_retry;
    QList<StepCheck> m_checks;
    QList<int> m_tries; // put off or bound again, by step
    int m_next = 0;
    int m_inFlight = 0;
};

} // namespace cauce::sync
