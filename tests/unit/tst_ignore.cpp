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

    void jqPathsNameFields_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QStringList>("named"); // ".": it is not read
        const auto row = [](const char* path, const QStringList& named) {
            QTest::newRow(path) << QString::fromLatin1(path) << named;
        };
        row(".spec.replicas", {u"/spec/replicas"_s});
        row(" .spec.replicas ", {u"/spec/replicas"_s});
        row(".spec . replicas", {u"."_s});
        row(".spec.nothing", {});
        row(".metadata.annotations[\"a/b\"]", {u"/metadata/annotations/a~1b"_s});
        row(".metadata.annotations.\"a/b\"", {u"/metadata/annotations/a~1b"_s});
        row(".spec.list[0].v", {u"/spec/list/0/v"_s});
        row(".spec.list[-1]", {u"/spec/list/2"_s});
        row(".spec.list[7]", {});
        row(".spec.list[].v", {u"/spec/list/0/v"_s, u"/spec/list/2/v"_s});
        row(".spec?.list[]?.v?", {u"/spec/list/0/v"_s, u"/spec/list/2/v"_s});
        row(".spec.list[] | select(.name == \"b\")", {u"/spec/list/1"_s});
        row(".spec.list[]|select(.name==\"c\").v", {u"."_s});
        row(".spec.list[] | select(.name == \"c\") | .v", {u"/spec/list/2/v"_s});
        row(".spec.list[] | select(.v == 3)", {u"/spec/list/2"_s});
        row(".[\"spec\"].replicas", {u"/spec/replicas"_s});
        for (const char* more :
             {".", "", "spec", "..", ".spec..a", ".a | length", "select(.a == 1)", ".a[1:2]", ".a[",
              ".a.", ".\"\\(env)\"", ".a, .b", ".a | select(.b)", ".a | select(.b != 1)",
              ".a // .b", "env", "input", ".a[99999999999999999999]"})
            row(more, {u"."_s});
    }
    void jqPathsNameFields()
    {
        QFETCH(QString, path);
        QFETCH(QStringList, named);
        const auto parsed = diff::JqPath::parse(path);
        QCOMPARE(parsed.has_value(), named != QStringList {u"."_s});
        if (!parsed)
            return;
        QStringList found;
        for (const object::JsonPointer& pointer :
             parsed->in(json("{'metadata':{'annotations':{'a/b':'c'}},'spec':{'replicas':1,'list':["
                             "{'name':'a','v':1},{'name':'b'},{'name':'c','v':3}]}}")))
            found.append(pointer.toString());
        QCOMPARE(found, named);
    }

    void whatAJqPathNamesIsNoDifference()
    {
        diff::IgnoreRule rule;
        rule.paths.append(*diff::JqPath::parse(u".l[] | select(.n == \"x\")"));
        const auto [live, target] = diff::withoutIgnored(
            {rule}, json("{'l':[{'n':'x','v':1},{'n':'y','v':2},{'n':'x','v':3}]}"),
            json("{'l':[{'n':'y','v':9}]}"), {});
        QCOMPARE(live, json("{'l':[{'n':'y','v':2}]}"));
        QCOMPARE(target, json("{'l':[{'n':'y','v':9}]}"));
    }

    void aJqPathIsRespectedWhereBothMeanTheSame()
    {
        diff::IgnoreRule rule;
        for (const char* path : {".spec.replicas", ".spec.l[] | select(.n == \"x\") | .v"})
            rule.paths.append(*diff::JqPath::parse(QString::fromLatin1(path)));
        const QByteArray head
            = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x','namespace':'n'},";
        const object::Manifest live
            = manifest(json(head + "'spec':{'replicas':5,'l':[{'n':'x','v':7}]}}"));
        const auto sent = [&](const QByteArray& spec) {
            return diff::withIgnoredFromLive({rule}, live, manifest(json(head + spec))).json();
        };
        QCOMPARE(sent("'spec':{'replicas':2,'l':[{'n':'x','v':1}]}}"), live.json());
        QCOMPARE(sent("'spec':{'l':[{'n':'a','v':0},{'n':'x','v':1}]}}"),
                 json(head + "'spec':{'l':[{'n':'a','v':0},{'n':'x','v':1}],'replicas':5}}"));
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
