#pragma once

#include "core/diff/compare.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QQueue>

#include <functional>

class QThreadPool;

namespace cauce {

//! \brief Asks the server's dry run about what differs locally, a few objects at a time, and never
//! twice about the same content. Engine thread.
class Predictor : public QObject
{
    Q_OBJECT

public:
    using DryRun = std::function<QFuture<Result<object::Manifest>>(const object::Manifest&)>;
    using Done = std::function<void(diff::Comparison)>;

    //! \param pool where answers are compared; not owned; outlives this
    Predictor(DryRun dryRun, QThreadPool* pool, QObject* parent = nullptr);
    ~Predictor() override;

    //! \brief Completes \p comparison: every object with needsPrediction has its final word then.
    //!
    //! An object about which the server could not be asked (network, time) stays as it is, with
    //! needsPrediction still set and why in its error. \p done is called from the event loop, in
    //! the thread of \p context, unless that is gone.
    void complete(const diff::Comparison& comparison, QObject* context, Done done);
    //! Forgets all answers: another cluster, or a person asked for a fresh look.
    void clear() { m_answers.clear(); }
    //! Forgets what was refused: the server may have refused us rather than the object.
    void forgetRefusals();

private:
    struct Batch;
    struct Question
    {
        QByteArray key;
        object::Manifest desired;
    };
    void ask(const QByteArray& key, const object::Manifest& desired);
    void next();
    void onAnswer(const QByteArray& key, const Result<object::Manifest>& answer);
    void finish(const std::shared_ptr<Batch>& batch);

    DryRun m_dryRun;
    QThreadPool* m_pool;
    QHash<QByteArray, Result<object::Manifest>> m_answers;
    QHash<QByteArray, QList<std::shared_ptr<Batch>>> m_waiting;
    QQueue<Question> m_queue;
    int m_inFlight = 0;
};

//! \brief Names what a dry run's answer depends on: the desired object, and the live one without
//! its status and what writing the status changes. Pure; any thread.
QByteArray predictionKey(const diff::ObjectDiff& object);

} // namespace cauce
