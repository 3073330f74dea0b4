#include "core/diff/adoption.h"
#include "core/diff/compare.h"
#include "tests/unit/livefixtures.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::diff;
using namespace cauce::test;

namespace {

QByteArray entry(const char* manager, const char* operation, const QByteArray& fields,
                 const char* version = "v1", int minute = 0)
{
    return QByteArray("{'manager':'") + manager + "','operation':'" + operation + "','apiVersion':'"
        + version + "','time':'2026-01-01T00:" + QByteArray::number(minute).rightJustified(2, '0')
        + ":00Z','fieldsType':'FieldsV1','fieldsV1':" + fields + "}";
}

const QByteArray kBoth = "{'f:data':{'.':{},'f:kept':{},'f:dropped':{}}}";

const QByteArray kLastApplied
    = ",'kubectl.kubernetes.io/last-applied-configuration':"
      "'{\\\"data\\\":{\\\"kept\\\":\\\"1\\\",\\\"dropped\\\":\\\"2\\\"}}'";

//! A config map of ours with \p data, and managedFields \p entries.
object::Manifest live(const QByteArray& data, const QByteArray& entries,
                      const QByteArray& annotations = {})
{
    return manifest("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','namespace':'n',"
                    "'uid':'u','resourceVersion':'7','annotations':{"
                    "'argocd.argoproj.io/tracking-id':'shop:/ConfigMap:n/a'"
                    + annotations + "},'managedFields':[" + entries + "]},'data':" + data + "}");
}

object::Manifest desired()
{
    return manifest("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','namespace':'n',"
                    "'annotations':{'argocd.argoproj.io/tracking-id':'shop:/ConfigMap:n/a'}},"
                    "'data':{'kept':'1'}}");
}

ObjectDiff compared(const object::Manifest& there, const QList<IgnoreRule>& rules = {})
{
    LiveBuilder builder;
    builder.add(there);
    CompareOptions options;
    options.application = u"shop"_s;
    options.ignore = rules;
    return compare(setOf({desired()}), builder.build(), options).objects.value(0);
}

QStringList removed(const ObjectDiff& diff)
{
    QStringList paths;
    for (const FieldChange& field : diff.fields) {
        if (!field.desired)
            paths.append(field.path);
    }
    return paths;
}

} // namespace

//! What earlier tools applied and Git has dropped, and what a person does not want compared.
class TestAdoption : public QObject
{
    Q_OBJECT

private slots:
    void whatAnEarlierToolAppliedAndGitDroppedGoes_data()
    {
        QTest::addColumn<QByteArray>("entries");
        QTest::addColumn<QByteArray>("annotations");
        QTest::addColumn<bool>("goes");
        const QByteArray ours = entry("cauce", "Apply", "{'f:data':{'f:kept':{}}}");
        QTest::newRow("applied on the server by Argo CD")
            << ours + ',' + entry("argocd-controller", "Apply", kBoth) << QByteArray() << true;
        QTest::newRow("applied on the server by kubectl")
            << entry("kubectl", "Apply", kBoth) << QByteArray() << true;
        QTest::newRow("applied by a client")
            << entry("kubectl-client-side-apply", "Update", kBoth) << kLastApplied << true;
        QTest::newRow("by a client, which never said so: a default")
            << entry("kubectl-client-side-apply", "Update", kBoth) << QByteArray() << false;
        QTest::newRow("owned by another, too") << entry("argocd-controller", "Apply", kBoth) + ','
                + entry("operator", "Update", "{'f:data':{'f:dropped':{}}}")
                                               << QByteArray() << false;
        QTest::newRow("set by somebody who is no earlier tool")
            << ours + ',' + entry("operator", "Apply", kBoth) << QByteArray() << false;
        QTest::newRow("at another version of the kind")
            << ours + ',' + entry("argocd-controller", "Apply", kBoth, "v1beta1") << QByteArray()
            << false;
    }

    void whatAnEarlierToolAppliedAndGitDroppedGoes()
    {
        QFETCH(QByteArray, entries);
        QFETCH(QByteArray, annotations);
        QFETCH(bool, goes);
        const auto there = live("{'kept':'1','dropped':'2'}", entries, annotations);
        const ObjectDiff local = compared(there);
        QCOMPARE(local.adopts, goes);
        QCOMPARE(removed(local), goes ? QStringList {u"data.dropped"_s} : QStringList());
        QCOMPARE(local.status, goes ? SyncStatus::OutOfSync : SyncStatus::Synced);
        if (!goes)
            return;
        // The server's dry run leaves it alone: that is not the last word.
        const ObjectDiff refined = refine(local, there);
        QVERIFY(refined.adopts);
        QCOMPARE(refined.status, SyncStatus::OutOfSync);
        QCOMPARE(removed(refined), QStringList {u"data.dropped"_s});
    }

    void nothingLeftBehindIsNoDifference()
    {
        const auto there
            = live("{'kept':'1'}", entry("argocd-controller", "Apply", "{'f:data':{'f:kept':{}}}"));
        const ObjectDiff diff = compared(there);
        QCOMPARE(diff.status, SyncStatus::Synced);
        QVERIFY(!diff.adopts);
    }

    void theirFieldsBecomeOursAndNobodyElsesAreTouched()
    {
        const QByteArray other = entry("operator", "Update", "{'f:data':{'f:x':{}}}");
        const auto there = live("{'kept':'1','dropped':'2','x':'3'}",
                                entry("cauce", "Apply", "{'f:data':{'f:kept':{}}}") + ','
                                    + entry("argocd-controller", "Apply", kBoth) + ',' + other);
        const auto adoption = adoptionOf(there);
        QVERIFY(adoption);
        QCOMPARE(adoption->managers, QStringList {u"argocd-controller"_s});
        const object::Json expected
            = json("[" + other + "," + entry("cauce", "Apply", kBoth) + "]");
        QCOMPARE(adoption->managedFields.size(), 2);
        QVERIFY2(adoption->managedFields == expected,
                 object::toJson(adoption->managedFields).constData());
        QVERIFY(!adoptionOf(live("{}", other)));
    }

    void beforeOurFirstApplyTheirEntryIsRenamed()
    {
        // Only what the client said: the server's defaults, which it owns too, become nobody's.
        const QByteArray more = "{'f:data':{'.':{},'f:kept':{},'f:dropped':{},'f:default':{}}}";
        const QByteArray theirs = entry("kubectl-client-side-apply", "Update", more, "v1", 1);
        QVERIFY(!adoptionOf(live("{'kept':'1'}", theirs))); // what it said is not known
        const auto adoption = adoptionOf(live("{'kept':'1'}", theirs, kLastApplied));
        QVERIFY(adoption);
        QVERIFY(adoption->managedFields
                == json("[" + entry("cauce", "Apply", kBoth, "v1", 1) + "]"));
    }

    void whatAPointerNamesIsNoDifference()
    {
        const auto there = live("{'kept':'other'}", {});
        QCOMPARE(compared(there).status, SyncStatus::OutOfSync);
        IgnoreRule rule;
        rule.kind = u"Config*"_s;
        rule.pointers = {*object::JsonPointer::parse(u"/data/kept")};
        QCOMPARE(compared(there, {rule}).status, SyncStatus::Synced);
        rule.group = u"apps"_s;
        QCOMPARE(compared(there, {rule}).status, SyncStatus::OutOfSync);
        rule.group.clear();
        rule.pointers = {*object::JsonPointer::parse(u"/data/absent")};
        QCOMPARE(compared(there, {rule}).status, SyncStatus::OutOfSync);
        // What the server answers is read by the same rules.
        rule.pointers = {*object::JsonPointer::parse(u"/metadata/labels")};
        ObjectDiff local = compared(live("{'kept':'other'}", {}), {rule});
        object::Json answered = there.json();
        answered.setPath({u"metadata", u"labels", u"x"}, object::Json(u"y"_s));
        QCOMPARE(refine(local, there.withJson(answered)).status, SyncStatus::Synced);
    }

    void whereAManagerOwnsItLiveCounts()
    {
        const auto there = live("{'kept':'5'}", entry("hpa", "Update", "{'f:data':{'f:kept':{}}}"));
        IgnoreRule rule;
        rule.kind = u"ConfigMap"_s;
        rule.managers = {u"hpa"_s};
        QCOMPARE(compared(there, {rule}).status, SyncStatus::Synced);
        rule.managers = {u"other"_s};
        QCOMPARE(compared(there, {rule}).status, SyncStatus::OutOfSync);
        // Only what both have: what is missing is a difference all the same.
        rule.managers = {u"hpa"_s};
        QCOMPARE(
            compared(live("{'x':'5'}", entry("hpa", "Update", "{'f:data':{'f:kept':{}}}")), {rule})
                .status,
            SyncStatus::OutOfSync);
    }
};

QTEST_GUILESS_MAIN(TestAdoption)
#include "tst_adoption.moc"
