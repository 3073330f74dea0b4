#pragma once

#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! \brief Deployment -> ReplicaSets: rolling update, Recreate, scaling, pause, history, status.
class DeploymentController : public Controller
{
public:
    explicit DeploymentController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    struct Work;
    void adoptOrphans(const Work& work);
    void load(Work& work) const;
    bool ensureCurrent(Work& work);
    bool createCurrent(Work& work, qint64 revision);
    void keepCurrent(Work& work, qint64 revision);
    void noteRevision(Work& work, qint64 revision, const QString& reason, const QString& message);
    void noteCollision(Work& work);
    bool apply(Work& work, const std::vector<Scaling>& steps);
    void rollOut(Work& work);
    void recreate(Work& work);
    void scaleOnly(Work& work);
    void notePause(Work& work);
    void cleanUp(const Work& work);
    void writeRolloutStatus(Work& work);

    Loop& m_loop;
};

} // namespace cauce::sandbox::control
