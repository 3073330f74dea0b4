#pragma once

#include <QElapsedTimer>
#include <QTimer>

namespace cauce {

//! \brief Measures how long the GUI thread was not at its event loop: the longest stall.
//!
//! A timer that is due every 5 ms and notes how late it was. It wakes the thread 200 times a
//! second, so it runs only where somebody asked: `QT_LOGGING_RULES=cauce.perf.debug=true`. GUI
//! thread.
class Heartbeat
{
public:
    //! Measures from the event loop's first turn on.
    Heartbeat();
    ~Heartbeat(); //!< writes "longest stall N ms" to the log, category cauce.perf

    static bool isAskedFor(); //!< whether the log category is on

    //! Milliseconds of the longest stall since the beginning or the last reset().
    double longest() const { return m_longest; }
    //! \brief The most that the thread itself worked between two beats, in milliseconds.
    //!
    //! What is left of longest() when other programs hold the processor, too; 0 where the system
    //! does not tell.
    double longestWork() const { return m_longestWork; }
    void reset();
    void stop(); //!< what follows does not count

private:
    void beat();

    QTimer m_timer;
    QElapsedTimer m_since;
    double m_longest = 0;
    double m_workBefore = 0; // the thread's processor time at the last beat
    double m_longestWork = 0;
};

} // namespace cauce
