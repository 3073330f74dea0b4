#include "core/engine/predictor.h"

#include "core/base/async.h"
#include "core/object/jsoncodec.h"

#include <QCryptographicHash>
#include <QPointer>
#include <QSet>
#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

constexpr int kMaxInFlight = 5;
constexpr qsizetype kMaxAnswers = 4'000; // an answer is a few KB; what is in use is asked again

// "We could not ask" is no answer: another time there will be one.
bool isTransient(ErrorKind kind)
{
    return kind == ErrorKind::Network || kind == ErrorKind::Timeout
        || kind == ErrorKind::RateLimited || kind == ErrorKind::Identity
        || kind == ErrorKind::Consent || kind == ErrorKind::Cancelled || kind == ErrorKind::Io;
}

object::Json withoutStatus(object::Json live)
{
    live.remove(u"status");
    object::Json metadata = live[u"metadata"];
    metadata.remove(u"resourceVersion");
    object::Json managers = object::Json::emptyArray();
    for (const object::Json& entry : metadata[u"managedFields"].items()) {
        if (entry[u"subresource"].toString() != "status"_L1)
            managers.append(entry);
    }
    if (metadata.contains(u"managedFields"))
        metadata.set(u"managedFields"_s, managers);
    live.set(u"metadata"_s, metadata);
    return live;
}

} // namespace

QByteArray predictionKey(const diff::ObjectDiff& object)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (object.desired)
        hash.addData(object::toCanonicalJson(object.desired->json()));
    hash.addData("\n");
    if (object.live) {
        const auto live = object.live->manifest();
        hash.addData(live ? object::toCanonicalJson(withoutStatus(live->json()))
                          : object.live->json);
        hash.addData(object.live->uid.toUtf8());
    }
    return hash.result();
}

struct Predictor::Batch
{
    diff::Comparison comparison;
    QHash<qsizetype, QByteArray> keys; // index of the object -> what its answer depends on
    QSet<QByteArray> missing;
    QHash<QByteArray, Result<object::Manifest>> answers;
    QPointer<QObject> context;
    Done done;
};

Predictor::Predictor(DryRun dryRun, QThreadPool* pool, QObject* parent)
    : QObject(parent)
    , m_dryRun(std::move(dryRun))
    , m_pool(pool)
{ }

Predictor::~Predictor() = default;

void Predictor::complete(const diff::Comparison& comparison, QObject* context, Done done)
{
    auto batch = std::make_shared<Batch>();
    batch->comparison = comparison;
    batch->context = context;
    batch->done = std::move(done);
    auto keys = QtConcurrent::run(m_pool, [comparison] {
        QHash<qsizetype, QByteArray> found;
        for (qsizetype i = 0; i < comparison.objects.size(); ++i) {
            const diff::ObjectDiff& object = comparison.objects.at(i);
            if (object.needsPrediction && object.desired && object.live)
                found.insert(i, predictionKey(object));
        }
        return found;
    });
    onResult(keys, this, [this, batch](const QHash<qsizetype, QByteArray>& found) {
        batch->keys = found;
        for (auto it = found.cbegin(); it != found.cend(); ++it) {
            const auto known = m_answers.constFind(*it);
            if (known != m_answers.cend()) {
                batch->answers.insert(*it, *known);
            } else if (!batch->missing.contains(*it)) {
                batch->missing.insert(*it);
                const bool asked = m_waiting.contains(*it);
                m_waiting[*it].append(batch);
                if (!asked)
                    ask(*it, *batch->comparison.objects.at(it.key()).desired);
            }
        }
        if (batch->missing.isEmpty())
            finish(batch);
    });
}

void Predictor::forgetRefusals()
{
    m_answers.removeIf([](const auto& answer) { return !answer.value(); });
}

void Predictor::ask(const QByteArray& key, const object::Manifest& desired)
{
    m_queue.enqueue({key, desired});
    next();
}

void Predictor::next()
{
    while (m_inFlight < kMaxInFlight && !m_queue.isEmpty()) {
        const Question question = m_queue.dequeue();
        ++m_inFlight;
        // Not onResult(): a cluster that is closed leaves a future without a value behind, and
        // whoever waits for it must hear so.
        using Watcher = QFutureWatcher<Result<object::Manifest>>;
        auto* watcher = new Watcher(this);
        connect(watcher, &Watcher::finished, this, [this, watcher, key = question.key] {
            watcher->deleteLater();
            --m_inFlight;
            if (watcher->future().resultCount() > 0)
                onAnswer(key, watcher->future().result());
            else
                onAnswer(key, fail(ErrorKind::Cancelled, u"the connection was closed"_s));
            next();
        });
        watcher->setFuture(m_dryRun(question.desired));
    }
}

void Predictor::onAnswer(const QByteArray& key, const Result<object::Manifest>& answer)
{
    if (answer || !isTransient(answer.error().kind)) {
        if (m_answers.size() >= kMaxAnswers)
            m_answers.clear();
        m_answers.insert(key, answer);
    }
    const QList<std::shared_ptr<Batch>> waiting = m_waiting.take(key);
    for (const std::shared_ptr<Batch>& batch : waiting) {
        batch->answers.insert(key, answer);
        batch->missing.remove(key);
        if (batch->missing.isEmpty())
            finish(batch);
    }
}

void Predictor::finish(const std::shared_ptr<Batch>& batch)
{
    if (!batch->context)
        return;
    auto job
        = [comparison = batch->comparison, keys = batch->keys, answers = batch->answers]() mutable {
              for (auto it = keys.cbegin(); it != keys.cend(); ++it) {
                  diff::ObjectDiff& object = comparison.objects[it.key()];
                  const Result<object::Manifest>& answer = *answers.constFind(*it);
                  if (answer || !isTransient(answer.error().kind))
                      object = diff::refine(object, answer);
                  else
                      object.error = answer.error();
              }
              comparison.status = diff::statusOf(comparison);
              return comparison;
          };
    onResult(QtConcurrent::run(m_pool, std::move(job)), this, [batch](diff::Comparison comparison) {
        if (batch->context)
            batch->done(std::move(comparison));
    });
}

} // namespace cauce
