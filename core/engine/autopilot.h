#pragma once

#include "core/base/clock.h"
#include "core/engine/automation.h"

#include <QObject>

#include <map>
#include <memory>

class QTimer;

namespace cauce {

//! \brief The memory of automation while the program runs: self-heals in a row, what was seen
//! synced, and when to look again. Decides through automation::decide(); acts on nothing. Engine
//! thread.
class Autopilot : public QObject
{
    Q_OBJECT

public:
    explicit Autopilot(Clock clock, QObject* parent = nullptr);
    ~Autopilot() override;

    //! \brief What to do about \p application, \p in completed with what is remembered.
    //! \param renderHash of what Git asks for now
    automation::Decision consider(const QString& application, const QByteArray& renderHash,
                                  automation::Input in);
    //! An operation has ended. \param heal it was a self-heal
    void onFinished(const sync::OperationState& operation, bool heal);
    void forget(const QString& application);

signals:
    //! A wait is over: consider() again.
    void due(const QString& application);

private:
    struct Memory
    {
        QByteArray renderHash;
        QByteArray seenSynced; //!< the hash that was last seen wholly in the cluster
        int heals = 0;
        QDateTime lastHealAt;
        QDateTime future; //!< an end of an operation that the clock says has not come yet
        QDateTime futureSeenAt;
        std::unique_ptr<QTimer> timer;
    };
    static QDateTime inThePast(const QDateTime& time, const QDateTime& now, Memory& memory);
    void wakeUp(const QString& application, Memory& memory, std::chrono::milliseconds delay);

    Clock m_clock;
    std::map<QString, Memory> m_memory;
};

} // namespace cauce
