#pragma once

#include "core/sandbox/control/jobplan.h"
#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! \brief Job -> Pods until enough have succeeded or too many failed; deletes it after its time.
class JobController : public Controller
{
public:
    explicit JobController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    struct Work;
    void count(Work& work);
    void untrack(const QString& nameSpace, const QString& pod);
    void createPods(Work& work, qint64 number);
    void deletePods(Work& work, qint64 number);
    void conclude(Work& work, const JobPlan& plan);
    void noteSuspension(Work& work);
    void expire(const Work& work);

    Loop& m_loop;
    QHash<QString, QDateTime> m_failedAt; // by uid: when the last failure was seen
};

} // namespace cauce::sandbox::control
