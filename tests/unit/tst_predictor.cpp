#include "core/base/async.h"
#include "core/engine/predictor.h"
#include "core/object/jsoncodec.h"

#include <QTest>
#include <QThreadPool>

using namespace Qt::StringLiterals;
using namespace cauce;

class TestPredictor : public QObject
{
    Q_OBJECT

private:
    using Answer = Result<object::Manifest>;
    QThreadPool m_pool;

    static object::Manifest manifest(const QByteArray& json)
    {
        return *object::Manifest::fromJson(*object::parseJson(json));
    }
    // A ConfigMap that differs from its live self.
    static diff::ObjectDiff differing(const QByteArray& name, const QByteArray& live = "old",
                                      const QByteArray& resourceVersion = "1")
    {
        diff::ObjectDiff object;
        const QByteArray head
            = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
            + "\",\"namespace\":\"n\"";
        object.desired = manifest(head + "},\"data\":{\"a\":\"new\"}}");
        object.key = object.desired->key();
        object.type = object.desired->type();
        auto there = std::make_shared<cluster::LiveObject>();
        there->key = object.key;
        there->type = object.type;
        there->uid = u"u"_s;
        there->json = head + ",\"resourceVersion\":\"" + resourceVersion
            + "\",\"uid\":\"u\"},\"data\":{\"a\":\"" + live + "\"},\"status\":{\"seen\":\""
            + resourceVersion + "\"}}";
        object.live = there;
        object.change = diff::Change::Update;
        object.status = diff::SyncStatus::OutOfSync;
        object.needsPrediction = true;
        return object;
    }
    static diff::Comparison comparison(const QList<diff::ObjectDiff>& objects)
    {
        diff::Comparison c;
        c.objects = objects;
        c.status = diff::SyncStatus::OutOfSync;
        return c;
    }
    // What the server would make of it, for an object of which it says what is live.
    static Answer unchanged(const object::Manifest& desired)
    {
        object::Json json = desired.json();
        json.setPath({u"data", u"a"}, object::Json(u"old"_s));
        return desired.withJson(json);
    }

private slots:
    void theServerHasTheLastWord()
    {
        int asked = 0;
        Predictor predictor(
            [&](const object::Manifest& desired) {
                ++asked;
                return readyFuture<Answer>(unchanged(desired));
            },
            &m_pool);
        std::optional<diff::Comparison> done;
        predictor.complete(comparison({differing("a")}), this,
                           [&](diff::Comparison c) { done = std::move(c); });
        QTRY_VERIFY(done);
        QCOMPARE(asked, 1);
        QCOMPARE(done->objects.at(0).status, diff::SyncStatus::Synced);
        QCOMPARE(done->status, diff::SyncStatus::Synced);
        QVERIFY(!done->objects.at(0).needsPrediction);
    }

    void theSameContentIsNeverAskedTwice()
    {
        int asked = 0;
        Predictor predictor(
            [&](const object::Manifest& desired) {
                ++asked;
                return readyFuture<Answer>(unchanged(desired));
            },
            &m_pool);
        int done = 0;
        const auto count = [&](const diff::Comparison&) { ++done; };
        predictor.complete(comparison({differing("a")}), this, count);
        predictor.complete(comparison({differing("a")}), this, count); // in flight
        QTRY_COMPARE(done, 2);
        QCOMPARE(asked, 1);
        // Only its status and resourceVersion have changed.
        predictor.complete(comparison({differing("a", "old", "2")}), this, count);
        QTRY_COMPARE(done, 3);
        QCOMPARE(asked, 1);
        predictor.complete(comparison({differing("a", "other")}), this, count);
        QTRY_COMPARE(done, 4);
        QCOMPARE(asked, 2);
        predictor.clear();
        predictor.complete(comparison({differing("a")}), this, count);
        QTRY_COMPARE(done, 5);
        QCOMPARE(asked, 3);
    }

    void fewAreAskedAtATime()
    {
        QList<std::shared_ptr<QPromise<Answer>>> open;
        int most = 0;
        Predictor predictor(
            [&](const object::Manifest&) {
                auto promise = std::make_shared<QPromise<Answer>>();
                promise->start();
                open.append(promise);
                most = qMax(most, int(open.size()));
                return promise->future();
            },
            &m_pool);
        QList<diff::ObjectDiff> objects;
        for (int i = 0; i < 12; ++i)
            objects.append(differing("o" + QByteArray::number(i)));
        bool done = false;
        predictor.complete(comparison(objects), this,
                           [&](const diff::Comparison&) { done = true; });
        int answered = 0;
        while (answered < 12) {
            QTRY_VERIFY(!open.isEmpty());
            const auto promise = open.takeFirst();
            promise->addResult(Answer(fail(ErrorKind::Invalid, u"no"_s)));
            promise->finish();
            ++answered;
        }
        QTRY_VERIFY(done);
        QVERIFY2(most <= 5, qPrintable(QString::number(most)));
    }

    void aRefusalIsAWordAndSilenceIsNot()
    {
        Error error {ErrorKind::Invalid, u"spec.x: field is immutable"_s};
        Predictor predictor(
            [&](const object::Manifest&) { return readyFuture<Answer>(Failure {error}); }, &m_pool);
        std::optional<diff::Comparison> done;
        const auto keep = [&](diff::Comparison c) { done = std::move(c); };
        predictor.complete(comparison({differing("a")}), this, keep);
        QTRY_VERIFY(done);
        QVERIFY(!done->objects.at(0).needsPrediction);
        QCOMPARE(done->objects.at(0).status, diff::SyncStatus::OutOfSync);
        QCOMPARE(done->objects.at(0).error.message, error.message);

        error = {ErrorKind::Timeout, u"no answer"_s};
        done.reset();
        predictor.complete(comparison({differing("b")}), this, keep);
        QTRY_VERIFY(done);
        QVERIFY(done->objects.at(0).needsPrediction);
        QCOMPARE(done->objects.at(0).error.message, u"no answer"_s);
    }

    void aClosedConnectionIsHeardOf()
    {
        Predictor predictor(
            [](const object::Manifest&) {
                QPromise<Answer> promise; // dies without an answer, as with its cluster
                promise.start();
                return promise.future();
            },
            &m_pool);
        std::optional<diff::Comparison> done;
        predictor.complete(comparison({differing("a")}), this,
                           [&](diff::Comparison c) { done = std::move(c); });
        QTRY_VERIFY(done);
        QVERIFY(done->objects.at(0).needsPrediction);
    }

    void whoHasGoneIsNotTold()
    {
        Predictor predictor(
            [&](const object::Manifest& desired) {
                return readyFuture<Answer>(unchanged(desired));
            },
            &m_pool);
        auto context = std::make_unique<QObject>();
        bool told = false;
        predictor.complete(comparison({differing("a")}), context.get(),
                           [&](const diff::Comparison&) { told = true; });
        context.reset();
        bool done = false;
        predictor.complete(comparison({differing("b")}), this,
                           [&](const diff::Comparison&) { done = true; });
        QTRY_VERIFY(done);
        QVERIFY(!told);
    }
};

QTEST_GUILESS_MAIN(TestPredictor)
#include "tst_predictor.moc"
