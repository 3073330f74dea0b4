#pragma once

#include "core/sandbox/control/loop.h"
#include "core/sandbox/control/revisions.h"

namespace cauce::sandbox::control {

//! \brief StatefulSet -> Pods in order, each with its claims; rolling update from the last one
//! down.
class StatefulSetController : public Controller
{
public:
    explicit StatefulSetController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    struct Work;
    bool createMissing(Work& work);
    bool removeSurplus(Work& work);
    void updateNext(Work& work);
    void createOne(Work& work, qint64 ordinal);
    bool createClaims(Work& work, const QString& pod);
    void tell(const Work& work, bool isWarning, const QString& reason, const QString& message);
    void writeStatus(Work& work);
    bool isHealthy(const Work& work, const PodFacts& pod);

    Loop& m_loop;
};

} // namespace cauce::sandbox::control
