#pragma once

#include "core/sandbox/control/cronschedule.h"
#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! When a CronJob should run. Pure.
struct DueRun
{
    QDateTime missed; //!< the last moment that has passed; invalid: none has
    QDateTime next; //!< the next one; invalid: none will come
};
//! \param since when it last ran or was made
DueRun dueRun(const CronSchedule& schedule, const QTimeZone& zone, const QDateTime& since,
              const QDateTime& now);

//! CronJob -> Jobs.
class CronJobController : public Controller
{
public:
    explicit CronJobController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    struct Work;
    void followJobs(Work& work);
    void dropHistory(const Work& work);
    void schedule(Work& work);
    void start(Work& work, const QDateTime& at);
    void tell(const Work& work, bool isWarning, const QString& reason, const QString& message);

    Loop& m_loop;
};

} // namespace cauce::sandbox::control
