#pragma once

#include "core/base/loadable.h"
#include "core/engine/evaluate.h"
#include "core/engine/livechange.h"
#include "core/engine/predictor.h"

#include <QPointer>
#include <QTimer>

namespace cauce {

//! \brief Keeps one application compared: evaluates when something it depends on has changed, one
//! evaluation at a time, and has the server's dry run complete it.
//!
//! Lives in the engine thread; what takes time runs on the pool. The last complete evaluation stays
//! until the next is complete: a difference that a default explains is never shown in between.
class AppController : public QObject
{
    Q_OBJECT

public:
    //! What it depends on besides the cluster's content.
    struct Input
    {
        AppSpec spec;
        QString mirrorDir;
        //! Unknown: Git has not answered yet; failed: why there is nothing to compare with.
        Loadable<git::Revision> revision;
        QHash<object::GroupKind, bool> namespaced; //!< from discovery
        //! The cluster has been reached, or it is known that it cannot be.
        bool clusterKnown = false;
        QList<Deployment> deployments; //!< see EvaluateInput
    };

    //! \param pool not owned; outlives this
    AppController(QString name, QThreadPool* pool, QObject* parent = nullptr);
    ~AppController() override;

    const QString& name() const { return m_name; }
    const AppSpec& spec() const { return m_input.spec; }
    //! \param predictor not owned, may die before this; nullptr: the cluster is not known
    void setPredictor(Predictor* predictor) { m_predictor = predictor; }
    //! Evaluates again if \p input differs from what was evaluated last.
    void setInput(const Input& input);
    //! The newest state; evaluates again soon, with what came until then, when \p concerned.
    void setLive(const cluster::LiveStatePtr& live, bool concerned);
    //! Whether \p change is about what this application declares, tracks or shows.
    bool isConcernedBy(const LiveChange& change) const;
    //! Evaluates again whatever has changed.
    void compareAgain();

    //! The last complete evaluation; null before the first and for a spec with errors.
    std::shared_ptr<const Evaluation> evaluation() const { return m_evaluation; }
    //! Why Git could not be read or rendered at the last evaluation; empty: it could.
    const Error& loadError() const { return m_loadError; }
    //! Why the cluster could not be asked about all differences; empty: it could.
    const QString& incompleteReason() const { return m_incomplete; }
    //! The evaluation is an earlier one: the newest could not be completed, see incompleteReason().
    bool isOutdated() const { return m_outdated; }
    const QDateTime& evaluatedAt() const { return m_evaluatedAt; } //!< UTC; invalid: never
    //! Nothing is under way and nothing has changed since the last evaluation.
    bool isUpToDate() const;

signals:
    //! An evaluation began or ended.
    void changed();

private:
    struct Outcome;
    void schedule(std::chrono::milliseconds delay);
    void start();
    void onEvaluated(Outcome outcome);
    void finish(Evaluation evaluation, const Error& loadError);
    static QString takeUnanswered(diff::Comparison& comparison);

    QString m_name;
    QThreadPool* m_pool;
    QPointer<Predictor> m_predictor;
    Input m_input;
    cluster::LiveStatePtr m_live;
    RenderedPtr m_rendered;
    std::shared_ptr<const Evaluation> m_evaluation;
    QSet<object::ResourceKey> m_keys; // of the last evaluation: what it compared
    QSet<QString> m_uids; // and what its tree shows
    Error m_loadError;
    QString m_incomplete;
    QDateTime m_evaluatedAt;
    QTimer m_timer {this};
    QTimer m_retry {this};
    bool m_hasInput = false;
    bool m_dirty = false;
    bool m_busy = false;
    bool m_outdated = false;
};

} // namespace cauce
