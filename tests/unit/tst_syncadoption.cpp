#include "tests/unit/operationbench.h"

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

//! Fields of earlier tools become ours before an apply, and never more than was looked at.
class TestSyncAdoption : public QObject, private OperationBench
{
    Q_OBJECT

    //! "web" as another tool applied it, and Git wanting one field less.
    diff::ObjectDiff leftBehind()
    {
        m_cluster->put(config("web"));
        const object::ResourceKey key = config("web").key();
        m_cluster->change(key, [](object::Json& json) {
            json.setPath({u"metadata", u"managedFields"}, parsed(R"([
                {"manager":"argocd-controller","operation":"Apply","apiVersion":"v1",
                 "time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1",
                 "fieldsV1":{"f:spec":{"f:x":{}}}}])"));
        });
        diff::ObjectDiff diff = update(config("web"), R"({"y":1})");
        diff.adopts = true;
        return diff;
    }
    QStringList asked() const
    {
        QStringList verbs;
        for (const FakeCluster::Request& request : m_cluster->requests)
            verbs.append(request.verb);
        return verbs;
    }
    QString managers() const
    {
        QStringList names;
        for (const object::Json& entry :
             m_cluster->at(config("web").key()).path({u"metadata", u"managedFields"}).items())
            names.append(entry[u"manager"].toString() + u'/' + entry[u"operation"].toString());
        return names.join(u' ');
    }
    void failAdoption(Fault how)
    {
        m_cluster->fault = [how, this](int, const FakeCluster::Request& request) {
            return request.verb == u"adopt"_s && m_left-- > 0 ? how : Fault::None;
        };
    }
    int m_left = 1;

private slots:
    void init()
    {
        setUp();
        m_left = 1;
    }
    void cleanup() { tearDown(); }

    void itComesBeforeTheApplyAndIsSaid()
    {
        const auto made = plan({leftBehind()});
        QVERIFY2(made->notes.join(u' ').contains(u"earlier tool"_s),
                 qPrintable(made->notes.join(u' ')));
        const OperationStatePtr state = run(made);
        QCOMPARE(state->phase, OperationPhase::Succeeded);
        QCOMPARE(asked(), (QStringList {u"dryRun"_s, u"read"_s, u"adopt"_s, u"apply"_s}));
        QVERIFY2(state->steps.first().message.contains(
                     u"took over what argocd-controller had applied"_s),
                 qPrintable(state->steps.first().message));
        QCOMPARE(managers(), u"cauce/Apply"_s);
    }

    void withoutNeedNothingIsTakenOver()
    {
        diff::ObjectDiff diff = leftBehind();
        diff.adopts = false;
        QCOMPARE(run(plan({diff}))->phase, OperationPhase::Succeeded);
        QVERIFY(!asked().contains(u"adopt"_s));
        QCOMPARE(managers(), u"argocd-controller/Apply"_s);
    }

    void aDryRunTakesNothingOver()
    {
        SyncOperation& dry = operation(plan({leftBehind()}), true);
        QSignalSpy finished(&dry, &SyncOperation::finished);
        QVERIFY(dry.start());
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(asked(), QStringList {u"dryRun"_s});
    }

    void whatMovedMeanwhileIsNotTouched()
    {
        const auto made = plan({leftBehind()});
        m_cluster->beforeEffect = [this](const FakeCluster::Request& request) {
            if (request.verb == u"adopt"_s)
                m_cluster->change(request.key, [](object::Json& json) {
                    json.setPath({u"spec", u"z"}, object::Json(u"somebody"_s));
                });
        };
        const OperationStatePtr state = run(made);
        QCOMPARE(state->phase, OperationPhase::Failed);
        QVERIFY2(state->steps.first().message.contains(u"has changed in the cluster"_s),
                 qPrintable(state->steps.first().message));
        QCOMPARE(managers(), u"argocd-controller/Apply"_s);
        QVERIFY(m_cluster->effects.isEmpty());
    }

    void onlyItsStatusMovedIsTriedAgain()
    {
        const auto made = plan({leftBehind()});
        m_cluster->beforeEffect = [this](const FakeCluster::Request& request) {
            if (request.verb == u"adopt"_s && m_left-- > 0)
                m_cluster->change(request.key, [](object::Json& json) {
                    json.setPath({u"status", u"seen"}, object::Json(true));
                });
        };
        QCOMPARE(run(made)->phase, OperationPhase::Succeeded);
        QCOMPARE(asked().count(u"adopt"_s), 2);
        QCOMPARE(managers(), u"cauce/Apply"_s);
    }

    void whatTheServerDidNotDoIsTriedAgain()
    {
        failAdoption(Fault::ServerError);
        QCOMPARE(run(plan({leftBehind()}))->phase, OperationPhase::Succeeded);
        QCOMPARE(asked().count(u"adopt"_s), 2);
    }

    void withoutAnAnswerItIsNotSaidToBeDone()
    {
        failAdoption(Fault::LostAfterEffect);
        const OperationStatePtr state = run(plan({leftBehind()}));
        QCOMPARE(state->phase, OperationPhase::Error);
        QCOMPARE(state->steps.first().outcome, StepOutcome::Unknown);
        QVERIFY(m_cluster->effects.isEmpty());
    }

    void aRefusalEndsIt()
    {
        failAdoption(Fault::Forbidden);
        const OperationStatePtr state = run(plan({leftBehind()}));
        QCOMPARE(state->phase, OperationPhase::Failed);
        QVERIFY(state->steps.first().message.contains(u"403"_s));
        QVERIFY(m_cluster->effects.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSyncAdoption)
#include "tst_syncadoption.moc"
