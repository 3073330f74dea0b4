#include "core/base/async.h"
#include "core/base/loadable.h"
#include "core/base/result.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;

class TestResult : public QObject
{
    Q_OBJECT

private slots:
    void aValueIsAValue()
    {
        Result<int> result = 5;
        QVERIFY(result.has_value());
        QCOMPARE(*result, 5);
    }

    void aFailureTravelsBetweenTypes()
    {
        const Result<int> inner = fail(ErrorKind::NotFound, u"no such branch"_s);
        const Result<QString> outer = Failure {inner.error()};
        QVERIFY(!outer);
        QCOMPARE(outer.error().kind, ErrorKind::NotFound);
        QCOMPARE(outer.error().message, u"no such branch"_s);
    }

    void unknownIsNeitherEmptyNorFailed()
    {
        const Loadable<QList<int>> unknown;
        QVERIFY(unknown.isUnknown());
        QVERIFY(!unknown.loaded());
        QVERIFY(!unknown.failed());
        const Loadable<QList<int>> empty(QList<int> {});
        QVERIFY(empty.loaded());
        const Loadable<QList<int>> failed(fail(ErrorKind::Auth, u"403"_s));
        QVERIFY(failed.failed());
        QVERIFY(!failed.loaded());
    }

    void aLateAnswerToADeadContextIsDropped()
    {
        QPromise<Result<int>> promise;
        promise.start();
        bool called = false;
        {
            QObject context;
            onResult(promise.future(), &context, [&called](Result<int>) { called = true; });
        }
        promise.addResult(Result<int>(1));
        promise.finish();
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void anAnswerArrivesInTheContextsThread()
    {
        QObject context;
        int got = 0;
        onResult(readyFuture(Result<int>(7)), &context,
                 [&got](const Result<int>& answer) { got = *answer; });
        QTRY_COMPARE(got, 7);
    }
};

QTEST_GUILESS_MAIN(TestResult)
#include "tst_result.moc"
