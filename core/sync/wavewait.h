#pragma once

#include "core/sync/steprun.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace cauce::sync {

//! \brief Waits until what one wave wrote is healthy, or what it deleted is gone. Engine thread.
//!
//! Looks at the live state, as new as the write or newer; what no watch tells is read every so
//! often. There is no time limit: an object that is not healthy yet is not said to be. Degraded
//! fails. A kind without a health rule is done at once (Argo CD's rule).
class WaveWait : public QObject
{
    Q_OBJECT

public:
    enum class Goal { Healthy, Gone };
    struct Awaited
    {
        object::ResourceKey key;
        object::GroupVersionKind type;
        QString uid; //!< of the object that was written or deleted; empty: not known
        QString resourceVersion; //!< that the write gave it; empty: not known
        qint64 generation = 0; //!< that the write gave it; 0: not known
        QStringList olderVersions; //!< it had these before: a snapshot with one of them is old
    };

    //! What is to be awaited after \p step was written with \p verdict.
    static Awaited awaitedAfter(const PlanStep& step, const StepVerdict& verdict);

    //! \param recheck how often to read what the live state cannot tell
    WaveWait(Goal goal, QList<Awaited> awaited, ClusterAccess cluster,
             std::chrono::milliseconds recheck, QObject* parent = nullptr);

    //! Looks at the live state; call it first, and whenever that has changed.
    void look();

signals:
    void waiting(const QString& message); //!< Argo CD's wording: "waiting for healthy state of ..."
    void finished(); //!< once, when all is as wanted
    void failed(const QString& why); //!< once: Degraded, or missing

private:
    enum class Verdict { Done, Waiting, CannotTell, Failed };
    Verdict judge(const Awaited& awaited);
    Verdict judgeGone(const Awaited& awaited) const;
    Verdict judgeHealth(const Awaited& awaited, const object::Manifest& object);
    void readUntold();

    Goal m_goal;
    QList<Awaited> m_pending;
    ClusterAccess m_cluster;
    QTimer m_timer {this};
    QHash<object::ResourceKey, Result<object::Manifest>> m_read; // answers to readUntold()
    QString m_failure;
    int m_reading = 0;
    bool m_ended = false;
};

} // namespace cauce::sync
