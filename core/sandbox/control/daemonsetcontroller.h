#pragma once

#include "core/sandbox/control/loop.h"
#include "core/sandbox/control/revisions.h"

namespace cauce::sandbox::control {

//! DaemonSet -> one Pod on each node that it fits.
class DaemonSetController : public Controller
{
public:
    explicit DaemonSetController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    struct Work;
    void manage(Work& work);
    void rollOut(Work& work);
    void createOn(Work& work, const QString& node);
    void writeStatus(Work& work);
    void load(Work& work) const;

    Loop& m_loop;
};

} // namespace cauce::sandbox::control
