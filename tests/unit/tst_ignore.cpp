#include "core/diff/ignore.h"
#include "core/object/annotations.h"
#include "livefixtures.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::test::json;
using cauce::test::manifest;

//! spec.ignoreDifferences: which objects a rule is about, and what RespectIgnoreDifferences sends.
class TestIgnore : public QObject
{
    Q_OBJECT

private:
    static object::Manifest respected(const QByteArray& desired, const QByteArray& live,
                                      const QStringList& pointers, const QString& manager = {})
    {
        diff::IgnoreRule rule;
        for (const QString& pointer : pointers)
            rule.pointers.append(*object::JsonPointer::parse(pointer));
        if (!manager.isEmpty())
            rule.managers.append(manager);
        return diff::withIgnoredFromLive({rule}, manifest(json(live)), manifest(json(desired)));
    }

private slots:
    void kindsArePatterns_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("matches");
        QTest::newRow("the kind") << u"Deployment"_s << true;
        QTest::newRow("any") << u"*"_s << true;
        QTest::newRow("one of several") << u"{StatefulSet,Deployment}"_s << true;
        QTest::newRow("none of several") << u"{StatefulSet,Service}"_s << false;
        QTest::newRow("a set") << u"[CD]eployment"_s << true;
        QTest::newRow("not that one") << u"[!D]eployment"_s << false;
        QTest::newRow("a part is not the whole") << u"Deploy"_s << false;
        QTest::newRow("malformed") << u"{Deployment"_s << false;
    }
    void kindsArePatterns()
    {
        QFETCH(QString, pattern);
        diff::IgnoreRule rule;
        rule.group = u"apps"_s;
        rule.kind = pattern;
        QTEST(rule.matches({u"apps"_s, u"Deployment"_s, u"n"_s, u"x"_s}), "matches");
    }

    void whatIsSentHasLivesValuesThere()
    {
        const QByteArray head = "{'apiVersion':'apps/v1','kind':'Deployment',"
                                "'metadata':{'name':'x','namespace':'n'";
        const object::Manifest sent = respected(
            head + "},'spec':{'replicas':2,'paused':true,'list':[{'a':1},{'a':2}]}}",
            head
                + ",'labels':{'l':'m'},'uid':'u'},"
                  "'spec':{'replicas':5,'list':[{'a':7},{'a':8},{'a':9}]},'status':{'s':1}}",
            {u"/spec/replicas"_s, u"/spec/paused"_s, u"/spec/list/1/a"_s, u"/spec/list/2/a"_s,
             u"/metadata/labels/l"_s, u"/metadata/uid"_s, u"/status"_s, u"/no/such"_s});
        QCOMPARE(sent.json(),
                 json(head
                      + ",'labels':{'l':'m'}},"
                        "'spec':{'replicas':5,'list':[{'a':1},{'a':8}]}}"));
    }

    void theTrackingIdStays()
    {
        const QByteArray head = "{'apiVersion':'v1','kind':'ConfigMap',"
                                "'metadata':{'name':'x','namespace':'n','annotations':{";
        const object::Manifest sent
            = respected(head + "'argocd.argoproj.io/tracking-id':'a:/ConfigMap:n/x'}}}",
                        head + "'note':'theirs'}}}", {u"/metadata/annotations"_s});
        QCOMPARE(sent.annotation(u"note"_s), u"theirs"_s);
        QCOMPARE(sent.annotation(QString(object::annotation::trackingId)), u"a:/ConfigMap:n/x"_s);
    }

    void whatAManagerOwnsIsLeftToIt()
    {
        const QByteArray head
            = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x','namespace':'n'";
        const object::Manifest sent = respected(
            head + "},'data':{'a':'git','b':'git'}}",
            head
                + ",'managedFields':[{'manager':'hpa','operation':'Update','apiVersion':'v1',"
                  "'fieldsType':'FieldsV1','fieldsV1':{'f:data':{'f:a':{}}}}]},"
                  "'data':{'a':'hpa','b':'other'}}",
            {}, u"hpa"_s);
        QCOMPARE(sent.json(), json(head + "},'data':{'a':'hpa','b':'git'}}"));
    }
};

QTEST_GUILESS_MAIN(TestIgnore)
#include "tst_ignore.moc"
