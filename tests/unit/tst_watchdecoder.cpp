#include "core/cluster/lineframer.h"
#include "core/cluster/watchdecoder.h"
#include "core/object/jsoncodec.h"

#include <QTest>

using namespace cauce;
using namespace cauce::cluster;
using namespace Qt::StringLiterals;

namespace {

//! JSON with ' for ", which is easier on the eye here.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

const QByteArray kPod = json(R"({
 'metadata': {'name': 'cart-1', 'namespace': 'shop', 'uid': 'u1', 'resourceVersion': '42',
  'creationTimestamp': '2026-01-02T03:04:05Z', 'labels': {'app': 'cart'},
  'annotations': {'deployment.kubernetes.io/revision': '3', 'big': 'note'},
  'managedFields': [{'manager': 'kubelet'}],
  'ownerReferences': [{'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'name': 'cart', 'uid': 'rs1', 'controller': true}]},
 'spec': {'restartPolicy': 'Always', 'nodeName': 'n1', 'volumes': [{'name': 'v'}],
  'containers': [{'name': 'c', 'image': 'nginx:1.25', 'env': [{'name': 'PASSWORD', 'value': 'x'}]}]},
 'status': {'phase': 'Running', 'containerStatuses': [{'name': 'c', 'ready': true}]}})");

} // namespace

class TestWatchDecoder : public QObject
{
    Q_OBJECT

    static ApiResource pods()
    {
        return {{{}, u"v1"_s, u"Pod"_s}, u"pods"_s, true, {u"list"_s, u"watch"_s}};
    }
    static ApiResource deployments()
    {
        return {{u"apps"_s, u"v1"_s, u"Deployment"_s}, u"deployments"_s, true, {}};
    }

    static QByteArray listOf(const QByteArray& items,
                             const QByteArray& metadata = "'resourceVersion': '7'")
    {
        return json("{'kind': 'List', 'apiVersion': 'v1', 'metadata': {" + metadata
                    + "}, 'items': ")
            + items + "}";
    }

    static LiveObjectPtr only(const QByteArray& object, const ApiResource& resource)
    {
        const auto page = decodeList(listOf('[' + object + ']'), resource);
        return page && page->objects.size() == 1 ? page->objects.first() : nullptr;
    }

private slots:
    void aListIsReadWhole()
    {
        const auto page = decodeList(listOf('[' + kPod + "," + kPod + ']',
                                            "'resourceVersion': '99', 'continue': 'tok\\u0065n'"),
                                     pods());
        QVERIFY2(page, qPrintable(page ? QString() : page.error().message));
        QCOMPARE(page->resourceVersion, u"99"_s);
        QCOMPARE(page->continueToken, u"token"_s);
        QCOMPARE(page->objects.size(), 2);
        const LiveObject& pod = *page->objects.first();
        QCOMPARE(pod.key, (object::ResourceKey {{}, u"Pod"_s, u"shop"_s, u"cart-1"_s}));
        QCOMPARE(pod.uid, u"u1"_s);
        QCOMPARE(pod.resourceVersion, u"42"_s);
        QCOMPARE(pod.createdAt, QDateTime({2026, 1, 2}, {3, 4, 5}, Qt::UTC));
        QVERIFY(!pod.deleting);
        QCOMPARE(pod.owners.size(), 1);
        QCOMPARE(pod.owners.first().type, (object::GroupKind {u"apps"_s, u"ReplicaSet"_s}));
        QCOMPARE(pod.owners.first().uid, u"rs1"_s);
        QVERIFY(pod.owners.first().controller);
    }

    void whatAControllerMadeKeepsOnlyWhatIsShown()
    {
        const LiveObjectPtr pod = only(kPod, pods());
        QVERIFY(pod);
        QVERIFY(!pod->isWhole);
        const auto kept = object::parseJson(pod->json);
        QVERIFY2(kept, pod->json.constData());
        const auto wanted = object::parseJson(json(R"({
 'apiVersion': 'v1', 'kind': 'Pod',
 'metadata': {'name': 'cart-1', 'namespace': 'shop', 'uid': 'u1', 'resourceVersion': '42',
  'creationTimestamp': '2026-01-02T03:04:05Z', 'labels': {'app': 'cart'},
  'annotations': {'deployment.kubernetes.io/revision': '3'},
  'ownerReferences': [{'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'name': 'cart', 'uid': 'rs1', 'controller': true}]},
 'spec': {'restartPolicy': 'Always', 'nodeName': 'n1', 'containers': [{'name': 'c', 'image': 'nginx:1.25'}]},
 'status': {'phase': 'Running', 'containerStatuses': [{'name': 'c', 'ready': true}]}})"));
        QVERIFY(wanted);
        QVERIFY2(*kept == *wanted, pod->json.constData());
        QVERIFY(pod->manifest());
    }

    void whatNobodyControlsIsKeptToTheLetter()
    {
        const QByteArray object
            = json("{'metadata': {'name': 'a', 'managedFields': [1], 'resourceVersion': '1'}, "
                   "'spec': {'n': 1.0, 'big': 18446744073709551615, 'z': 1, 'a': 2}}");
        const LiveObjectPtr live = only(object, deployments());
        QVERIFY(live && live->isWhole);
        QCOMPARE(live->json, json("{'apiVersion':'apps/v1','kind':'Deployment',") + object.mid(1));
    }

    void aTrackedObjectIsKeptWholeWhoeverOwnsIt()
    {
        QByteArray object = kPod;
        object.replace(json("'big': 'note'"),
                       json("'argocd.argoproj.io/tracking-id': 'cart:/Pod:shop/cart\\u002d1'"));
        const LiveObjectPtr live = only(object, pods());
        QVERIFY(live && live->isWhole);
        QCOMPARE(live->trackingId, u"cart:/Pod:shop/cart-1"_s);
        QVERIFY(live->json.contains("managedFields"));
    }

    void aTrackingIdIsReadFromItsAnnotationOnly()
    {
        const LiveObjectPtr live = only(
            json(
                "{'metadata': {'name': 'a', 'labels': {'argocd.argoproj.io/tracking-id': 'label'}, "
                "'annotations': {'note': 'argocd.argoproj.io/tracking-id', "
                "'x/argocd.argoproj.io/tracking-id': 'other'}}}"),
            deployments());
        QVERIFY(live);
        QVERIFY(live->trackingId.isEmpty());
    }

    void otherThingsOfAControllerLoseOnlyTheirBookkeeping()
    {
        const LiveObjectPtr live = only(json("{'metadata': {'name': 'a', 'managedFields': [1], "
                                             "'ownerReferences': [{'kind': 'X', "
                                             "'uid': 'x', 'controller': true}]}, 'spec': "
                                             "{'anything': [1]}, 'data': {'k': 'v'}}"),
                                        deployments());
        QVERIFY(live && !live->isWhole);
        QCOMPARE(live->json,
                 json("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'a',"
                      "'ownerReferences':[{'kind': 'X', 'uid': 'x', 'controller': true}]},"
                      "'spec':{'anything': [1]},'data':{'k': 'v'}}"));
    }

    void helmsRecordsAreNotKept()
    {
        const ApiResource secrets {{{}, u"v1"_s, u"Secret"_s}, u"secrets"_s, true, {}};
        const LiveObjectPtr record
            = only(json("{'metadata': {'name': 'sh.helm.release.v1.a.v1'}, "
                        "'type': 'helm.sh/release.v1', 'data': {'release': 'canary'}}"),
                   secrets);
        QVERIFY(record && !record->isWhole);
        QVERIFY(!record->json.contains("canary"));
        const LiveObjectPtr plain = only(
            json("{'metadata': {'name': 'a'}, 'type': 'Opaque', 'data': {'k': 'dg=='}}"), secrets);
        QVERIFY(plain && plain->isWhole);
    }

    void anObjectOfOddShapeIsHarmless()
    {
        const LiveObjectPtr live
            = only(json("{'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'a', "
                        "'labels': 5, "
                        "'annotations': ['argocd.argoproj.io/tracking-id'], 'ownerReferences': "
                        "{'a': 1}, 'uid': 7, "
                        "'creationTimestamp': null}, 'spec': 'none', 'status': null}"),
                   deployments());
        QVERIFY(live && live->isWhole);
        QVERIFY(live->uid.isEmpty() && live->owners.isEmpty() && !live->createdAt.isValid());
    }

    void anObjectThatIsGoingIsMarked()
    {
        const LiveObjectPtr live
            = only(json("{'metadata': {'name': 'a', 'deletionTimestamp': '2026-01-02T03:04:05Z'}}"),
                   deployments());
        QVERIFY(live && live->deleting);
    }

    void emptyLists()
    {
        for (const char* items : {"[]", "null"}) {
            const auto page = decodeList(listOf(items), pods());
            QVERIFY2(page, items);
            QVERIFY(page->objects.isEmpty());
        }
    }

    void badLists_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a page for people") << QByteArray("<html></html>");
        QTest::newRow("half of it") << listOf('[' + kPod + ']').chopped(30);
        QTest::newRow("no version") << listOf("[]", "");
        QTest::newRow("another kind")
            << json("{'kind': 'Status', 'metadata': {'resourceVersion': '1'}}");
        QTest::newRow("items is an object") << listOf("{}");
        QTest::newRow("an item without a name") << listOf("[{}]");
        QTest::newRow("an item that is a number") << listOf("[5]");
        QTest::newRow("bytes that are not UTF-8") << listOf("[\"\xff\"]");
    }

    void badLists()
    {
        QFETCH(QByteArray, text);
        const auto page = decodeList(text, pods());
        QVERIFY(!page);
        QCOMPARE(page.error().kind, ErrorKind::Invalid);
        QVERIFY(page.error().message.startsWith(u"list pods: "_s));
    }

    void events()
    {
        const auto line = [](const char* type) -> QByteArray {
            return json("{'type': '") + type + json("', 'object': ") + kPod + '}';
        };
        const auto added = decodeEvent(line("ADDED"), pods());
        QVERIFY(added && added->type == WatchEventType::Added);
        QCOMPARE(added->object->key.name, u"cart-1"_s);
        QCOMPARE(added->resourceVersion, u"42"_s);
        QVERIFY(decodeEvent(line("MODIFIED"), pods())->type == WatchEventType::Modified);
        QVERIFY(decodeEvent(line("DELETED"), pods())->type == WatchEventType::Deleted);
        const auto bookmark
            = decodeEvent(json("{'object': {'kind': 'Pod', 'metadata': {'resourceVersion': '77', "
                               "'creationTimestamp': null}}, 'type': 'BOOKMARK'}"),
                          pods());
        QVERIFY(bookmark && bookmark->type == WatchEventType::Bookmark);
        QCOMPARE(bookmark->resourceVersion, u"77"_s);
        QVERIFY(!bookmark->object);
        const auto error = decodeEvent(json("{'type': 'ERROR', 'object': {'kind': 'Status', "
                                            "'code': 410, 'message': 'too old'}}"),
                                       pods());
        QVERIFY(error && error->type == WatchEventType::Error);
        QCOMPARE(error->code, 410);
        QCOMPARE(error->message, u"too old"_s);
    }

    void badEvents_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("half a line") << json("{'type': 'ADDED', 'object': {'metada");
        QTest::newRow("an unknown type") << json("{'type': 'RENAMED', 'object': {}}");
        QTest::newRow("no type") << json("{'object': {}}");
        QTest::newRow("no object") << json("{'type': 'ADDED'}");
        QTest::newRow("an object that is text") << json("{'type': 'ADDED', 'object': 'x'}");
        QTest::newRow("an object without a name")
            << json("{'type': 'ADDED', 'object': {'metadata': {'resourceVersion': '1'}}}");
        QTest::newRow("an object without a version")
            << json("{'type': 'ADDED', 'object': {'metadata': {'name': 'a'}}}");
        QTest::newRow("a bookmark without a version")
            << json("{'type': 'BOOKMARK', 'object': {'metadata': {}}}");
        QTest::newRow("not an object at all") << QByteArray("[]");
    }

    void badEvents()
    {
        QFETCH(QByteArray, line);
        const auto event = decodeEvent(line, pods());
        QVERIFY(!event);
        QCOMPARE(event.error().kind, ErrorKind::Invalid);
    }

    void trackingIdsOfMetadata()
    {
        const auto page
            = decodeTracking(json("{'kind': 'PartialObjectMetadataList', 'metadata': {'continue': "
                                  "'more'}, 'items': [{'metadata': {'name': "
                                  "'a', 'annotations': {'argocd.argoproj.io/tracking-id': "
                                  "'cart:x'}}}, {'metadata': {'name': 'b'}}]}"));
        QVERIFY(page);
        QCOMPARE(page->trackingIds, QStringList {u"cart:x"_s});
        QCOMPARE(page->continueToken, u"more"_s);
    }

    void linesAreTheSameHoweverTheyAreCut()
    {
        const QByteArray text = "{\"a\":\"\xc3\xa9\xf0\x9f\x98\x80\"}\n\n{}\r\nlast\nrest";
        const QList<QByteArray> wanted = {"{\"a\":\"\xc3\xa9\xf0\x9f\x98\x80\"}", "{}", "last"};
        for (qsizetype first = 0; first <= text.size(); ++first) {
            for (qsizetype second = first; second <= text.size(); ++second) {
                LineFramer framer(100);
                QList<QByteArray> lines;
                QVERIFY(framer.feed(text.left(first), &lines));
                QVERIFY(framer.feed(text.mid(first, second - first), &lines));
                QVERIFY(framer.feed(text.mid(second), &lines));
                QCOMPARE(lines, wanted);
            }
        }
    }

    void aLineWithoutEndIsRefused()
    {
        LineFramer framer(10);
        QList<QByteArray> lines;
        QVERIFY(framer.feed("0123456789\n", &lines));
        QVERIFY(framer.feed("012345", &lines));
        QVERIFY(!framer.feed("67890", &lines));
        QCOMPARE(lines.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestWatchDecoder)
#include "tst_watchdecoder.moc"
