#include "core/diff/attribution.h"
#include "livefixtures.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::diff::FieldOwners;
using cauce::diff::FieldPath;
using cauce::test::json;

namespace {

//! ~ stands for an escaped quote, as in 'k:{~name~:~nginx~}'.
object::Json fields(QByteArray text)
{
    return json(text.replace('~', "\\\""));
}

QByteArray entry(const QByteArray& manager, const QByteArray& operation, const QByteArray& hour,
                 const QByteArray& trie)
{
    return "{'manager':'" + manager + "','operation':'" + operation + "','time':'2024-05-01T" + hour
        + ":00:00Z','fieldsType':'FieldsV1','fieldsV1':" + trie + "}";
}

const object::Json& object()
{
    static const object::Json object
        = json("{'metadata':{'finalizers':['a','b'],'labels':{'x':'1'}},'spec':{'replicas':2,"
               "'selector':{'app':'y'},'list':['p','q'],'containers':[{'name':'nginx','image':'i',"
               "'ports':[{'containerPort':80}]},{'name':'log'}]}}");
    return object;
}

//! The steps to a place: names, and the indexes of items as numbers.
FieldPath pathTo(const QStringList& tokens)
{
    FieldPath path;
    static QStringList kept; // the steps borrow
    const object::Json* at = &object();
    for (const QString& token : tokens) {
        kept.append(token);
        if (at->isArray()) {
            const auto index = token.toLongLong();
            at = &at->at(index);
            path.push_back({{}, at, index});
        } else {
            path.push_back({kept.last(), nullptr, 0});
            at = &(*at)[token];
        }
    }
    return path;
}

} // namespace

class TestAttribution : public QObject
{
    Q_OBJECT

private slots:
    void owners_data()
    {
        QTest::addColumn<QByteArray>("entries");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("manager");
        const QByteArray scale = entry("scaler", "Update", "10", "{'f:spec':{'f:replicas':{}}}");
        QTest::newRow("a field") << scale << u"spec replicas"_s << u"scaler"_s;
        QTest::newRow("not its neighbour") << scale << u"spec selector"_s << QString();
        QTest::newRow("the parent, by what is below") << scale << u"spec"_s << u"scaler"_s;
        QTest::newRow("of two the later")
            << scale + "," + entry("late", "Update", "11", "{'f:spec':{'f:replicas':{}}}")
            << u"spec replicas"_s << u"late"_s;
        QTest::newRow("an exact owner before one below it")
            << entry("all", "Update", "09", "{'f:metadata':{'f:labels':{'.':{},'f:x':{}}}}") + ","
                + entry("one", "Update", "11", "{'f:metadata':{'f:labels':{'f:x':{}}}}")
            << u"metadata labels"_s << u"all"_s;
        QTest::newRow("inside an atomic value")
            << entry("whole", "Apply", "10", "{'f:spec':{'f:selector':{}}}")
            << u"spec selector app"_s << u"whole"_s;
        QTest::newRow("an item by its key")
            << entry("c", "Update", "10",
                     "{'f:spec':{'f:containers':{'k:{~name~:~nginx~}':{'.':{},'f:image':{}}}}}")
            << u"spec containers 0 image"_s << u"c"_s;
        QTest::newRow("not another item")
            << entry("c", "Update", "10",
                     "{'f:spec':{'f:containers':{'k:{~name~:~nginx~}':{'.':{},'f:name':{}}}}}")
            << u"spec containers 1 name"_s << QString();
        QTest::newRow("two keys, one a default, in any order")
            << entry("p", "Update", "10",
                     "{'f:spec':{'f:containers':{'k:{~name~:~nginx~}':{'f:ports':{"
                     "'k:{~protocol~:~TCP~,~containerPort~:80}':{'.':{},'f:containerPort':{}}}}}}}")
            << u"spec containers 0 ports 0 containerPort"_s << u"p"_s;
        QTest::newRow("a value of a set")
            << entry("f", "Update", "10", "{'f:metadata':{'f:finalizers':{'.':{},'v:~b~':{}}}}")
            << u"metadata finalizers 1"_s << u"f"_s;
        QTest::newRow("an index") << entry("i", "Update", "10", "{'f:spec':{'f:list':{'i:1':{}}}}")
                                  << u"spec list 1"_s << u"i"_s;
        QTest::newRow("what is broken is skipped")
            << QByteArray("5,{'manager':'x'},{'fieldsV1':[]},")
                + entry("b", "Update", "10",
                        "{'f:spec':{'f:containers':{'k:{broken':{},'z:?':{},'':{}}}}")
            << u"spec containers 0 image"_s << QString();
    }

    void owners()
    {
        QFETCH(QByteArray, entries);
        QFETCH(QString, path);
        const FieldOwners owners(fields("[" + entries + "]"));
        const auto owner = owners.ownerOf(pathTo(path.split(u' ')));
        QTEST(owner ? owner->manager : QString(), "manager");
    }

    void anOwnerIsToldWithOperationSubresourceAndTime()
    {
        const FieldOwners owners(
            fields("[{'manager':'k','operation':'Apply','subresource':'scale',"
                   "'time':'2024-05-01T10:00:00Z','fieldsV1':{'f:spec':{'f:replicas':{}}}}]"));
        const auto owner = owners.ownerOf(pathTo({u"spec"_s, u"replicas"_s}));
        QVERIFY(owner->applied);
        QCOMPARE(owner->subresource, u"scale"_s);
        QCOMPARE(owner->at, QDateTime(QDate(2024, 5, 1), QTime(10, 0), Qt::UTC));
    }

    void onlyOurOwnApplyIsOurs()
    {
        const auto path = pathTo({u"spec"_s, u"replicas"_s});
        const QByteArray trie = "{'f:spec':{'f:replicas':{}}}";
        QVERIFY(
            FieldOwners(fields("[" + entry("cauce", "Apply", "10", trie) + "]")).isApplied(path));
        QVERIFY(
            !FieldOwners(fields("[" + entry("cauce", "Update", "10", trie) + "]")).isApplied(path));
        QVERIFY(
            !FieldOwners(fields("[" + entry("argocd", "Apply", "10", trie) + "]")).isApplied(path));
        QVERIFY(!FieldOwners().isApplied(path));
    }

    void abandoned_data()
    {
        QTest::addColumn<QByteArray>("trie");
        QTest::addColumn<QByteArray>("desired");
        QTest::addColumn<QByteArray>("left"); // empty: nothing to take away
        const auto row = [](const char* name, const char* trie, const char* desired,
                            const char* left) {
            QTest::newRow(name) << QByteArray(trie) << QByteArray(desired) << QByteArray(left);
        };
        // The live object is {'m':{'a':1,'b':2},'s':['x','y'],'l':[{'name':'p','v':1},
        // {'name':'q'}],'atom':[1]}
        row("nothing of ours", "{}", "{}", "");
        row("all still wanted", "{'f:m':{'f:a':{}}}", "{'m':{'a':9}}", "");
        row("wanted as null is wanted", "{'f:m':{'f:a':{}}}", "{'m':{'a':null}}", "");
        row("a field", "{'f:m':{'f:a':{}}}", "{'m':{}}",
            "{'m':{'b':2},'s':['x','y'],'l':[{'name':'p','v':1},{'name':'q'}],'atom':[1]}");
        row("a field, its parent dropped too", "{'f:m':{'f:a':{}}}", "{}",
            "{'m':{'b':2},'s':['x','y'],'l':[{'name':'p','v':1},{'name':'q'}],'atom':[1]}");
        row("all fields and their parent", "{'f:m':{'.':{},'f:a':{},'f:b':{}}}", "{}",
            "{'s':['x','y'],'l':[{'name':'p','v':1},{'name':'q'}],'atom':[1]}");
        row("others' fields keep the parent", "{'f:m':{'.':{},'f:a':{}}}", "{}",
            "{'m':{'b':2},'s':['x','y'],'l':[{'name':'p','v':1},{'name':'q'}],'atom':[1]}");
        row("gone already", "{'f:m':{'f:z':{}},'f:gone':{}}", "{}", "");
        row("a value of a set", "{'f:s':{'v:~x~':{}}}", "{'s':['y']}",
            "{'m':{'a':1,'b':2},'s':['y'],'l':[{'name':'p','v':1},{'name':'q'}],'atom':[1]}");
        row("an item", "{'f:l':{'k:{~name~:~q~}':{'.':{},'f:name':{}}}}", "{'l':[{'name':'p'}]}",
            "{'m':{'a':1,'b':2},'s':['x','y'],'l':[{'name':'p','v':1}],'atom':[1]}");
        row("a field of an item", "{'f:l':{'k:{~name~:~p~}':{'.':{},'f:v':{}}}}",
            "{'l':[{'name':'p'}]}",
            "{'m':{'a':1,'b':2},'s':['x','y'],'l':[{'name':'p'},{'name':'q'}],'atom':[1]}");
        row("an atomic list", "{'f:atom':{}}", "{}",
            "{'m':{'a':1,'b':2},'s':['x','y'],'l':[{'name':'p','v':1},{'name':'q'}]}");
    }

    void abandoned()
    {
        QFETCH(QByteArray, trie);
        QFETCH(QByteArray, desired);
        QFETCH(QByteArray, left);
        const auto live = json("{'m':{'a':1,'b':2},'s':['x','y'],'l':[{'name':'p','v':1},"
                               "{'name':'q'}],'atom':[1]}");
        const FieldOwners owners(fields("[" + entry("cauce", "Apply", "10", trie) + "]"));
        const auto rest = owners.withoutAbandoned(live, json(desired));
        QCOMPARE(rest ? object::toJson(*rest) : QByteArray(),
                 left.isEmpty() ? QByteArray() : object::toJson(json(left)));
    }
};

QTEST_GUILESS_MAIN(TestAttribution)
#include "tst_attribution.moc"
