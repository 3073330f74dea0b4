#pragma once

#include "core/base/canceltoken.h"
#include "core/engine/evaluate.h"
#include "core/engine/predictor.h"
#include "core/engine/requests.h"
#include "core/git/remote.h"

#include <QObject>

class QThreadPool;

namespace cauce {

//! The application that a plan is for, as it is known right now; values only.
struct PlanSubject
{
    AppSpec spec;
    std::shared_ptr<const Evaluation> evaluation; //!< not needed for a rollback
    desired::RenderInput rendering;
    cluster::LiveStatePtr live;
    bool automated = false;
    //! For a rollback: where its commit is, how to get it, and what was deployed.
    std::optional<sync::HistoryEntry> deployment;
    std::optional<git::Remote> remote;
    QString mirrorDir;
};

//! \brief Makes plans: of the last evaluation, or for a rollback of a fresh one at the earlier
//! deployment's commit. Engine thread; the work is done on the pools.
class Planner : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const Result<sync::SyncPlanPtr>&)>;

    //! \param computePool, gitPool, predictor not owned; outlive this
    Planner(QThreadPool* computePool, QThreadPool* gitPool, Predictor* predictor,
            QObject* parent = nullptr);
    ~Planner() override;

    //! \brief Calls \p done with the plan, or with why there is none: a rollback whose commit is
    //! not in the repository any more (NotFound) or cannot be rendered (Invalid).
    void plan(const PlanRequest& request, const PlanSubject& subject, Done done);

private:
    void planRollback(const PlanRequest& request, const PlanSubject& subject, Done done);
    void finish(const PlanRequest& request, const PlanSubject& subject,
                const Evaluation& evaluation, Done done);

    QThreadPool* m_computePool;
    QThreadPool* m_gitPool;
    Predictor* m_predictor;
    CancelToken m_cancel;
};

} // namespace cauce
