#include "core/sandbox/httprequest.h"

#include <QTest>

using namespace Qt::StringLiterals;
using cauce::sandbox::HttpParser;
using cauce::sandbox::HttpRequest;

//! The HTTP of the sandbox's server, without a network.
class TestSandboxHttp : public QObject
{
    Q_OBJECT

private slots:
    void aRequestIsTakenApart()
    {
        HttpParser parser;
        parser.feed("GET /api/v1/namespaces/a%2Fb/pods?labelSelector=x%3Dy&watch&q=a+b HTTP/1.1\r\n"
                    "Host: x\r\nAccept: a\r\naccept:  b \r\n\r\n");
        HttpRequest request;
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
        QCOMPARE(request.method, QByteArray("GET"));
        // A decoded slash stays within its segment.
        QCOMPARE(request.path,
                 (QStringList {u"api"_s, u"v1"_s, u"namespaces"_s, u"a/b"_s, u"pods"_s}));
        QCOMPARE(request.parameter(u"labelSelector"), u"x=y"_s);
        QCOMPARE(request.parameter(u"q"), u"a b"_s);
        QVERIFY(request.flag(u"watch"));
        QVERIFY(!request.flag(u"absent"));
        QCOMPARE(request.header("accept"), QByteArray("a, b"));
        QVERIFY(request.keepsAlive);
        QVERIFY(parser.isIdle());
    }

    void flagsAreReadAsKubernetesReadsThem_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<bool>("expected");
        QTest::newRow("true") << QByteArray("f=true") << true;
        QTest::newRow("one") << QByteArray("f=1") << true;
        QTest::newRow("bare") << QByteArray("f") << true;
        QTest::newRow("false") << QByteArray("f=false") << false;
        QTest::newRow("zero") << QByteArray("f=0") << false;
    }

    void flagsAreReadAsKubernetesReadsThem()
    {
        QFETCH(QByteArray, query);
        HttpParser parser;
        parser.feed(QByteArray("GET /x?" + query + " HTTP/1.1\r\n\r\n"));
        HttpRequest request;
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
        QTEST(request.flag(u"f"), "expected");
    }

    void bytesMayComeOneByOne_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("length") << QByteArray("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        QTest::newRow("chunks") << QByteArray(
            "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n"
            "0\r\nTrailer: t\r\n\r\n");
    }

    void bytesMayComeOneByOne()
    {
        QFETCH(QByteArray, sent);
        HttpParser parser;
        HttpRequest request;
        for (qsizetype i = 0; i < sent.size(); ++i) {
            QCOMPARE(parser.next(&request), HttpParser::State::NeedsMore);
            parser.feed(QByteArrayView(sent).sliced(i, 1));
        }
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
        QCOMPARE(request.body, QByteArray("hello"));
        QCOMPARE(parser.next(&request), HttpParser::State::NeedsMore);
        QVERIFY(parser.isIdle());
    }

    void pipelinedRequestsKeepTheirBodies()
    {
        HttpParser parser;
        parser.feed("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"
                    "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\n"
                    "GET /c HTTP/1.1\r\nConnection: close\r\n\r\n");
        HttpRequest request;
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
        QCOMPARE(request.body, QByteArray("ab"));
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
        QCOMPARE(request.target, QByteArray("/b"));
        QCOMPARE(request.body, QByteArray("c"));
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
        QCOMPARE(request.target, QByteArray("/c"));
        QVERIFY(!request.keepsAlive);
    }

    void whatIsNotHttpBreaksTheStream_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("code");
        const QByteArray get = "GET / HTTP/1.1\r\n";
        QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << 400;
        QTest::newRow("HTTP/2's preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 400;
        QTest::newRow("absolute target") << QByteArray("GET http://x/ HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("space in a header's name") << get + "Content-Length : 5\r\n\r\n" << 400;
        QTest::newRow("folded header") << get + "A: b\r\n c\r\n\r\n" << 400;
        QTest::newRow("bare newline in a header") << get + "A: b\nX: y\r\n\r\n" << 400;
        QTest::newRow("two lengths") << get + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
                                     << 400;
        QTest::newRow("length and chunks")
            << get + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
            << 400;
        QTest::newRow("another coding") << get + "Transfer-Encoding: gzip, chunked\r\n\r\n" << 400;
        QTest::newRow("negative length") << get + "Content-Length: -1\r\n\r\n" << 400;
        QTest::newRow("a body too large") << get + "Content-Length: 101\r\n\r\n" << 413;
        QTest::newRow("a length beyond numbers")
            << get + "Content-Length: 99999999999999999999\r\n\r\n"
            << 413;
        QTest::newRow("a chunk too large") << get + "Transfer-Encoding: chunked\r\n\r\n65\r\n"
                                           << 413;
        QTest::newRow("a chunk that is no number")
            << get + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
            << 400;
        QTest::newRow("a negative chunk") << get + "Transfer-Encoding: chunked\r\n\r\n-1\r\n"
                                          << 400;
        QTest::newRow("a chunk longer than it says")
            << get + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"
            << 400;
        QTest::newRow("a head without end") << get + "A: " + QByteArray(500, 'a') << 431;
    }

    void whatIsNotHttpBreaksTheStream()
    {
        QFETCH(QByteArray, sent);
        HttpParser parser({200, 100});
        parser.feed(sent);
        HttpRequest request;
        QCOMPARE(parser.next(&request), HttpParser::State::Broken);
        QTEST(parser.brokenCode(), "code");
        parser.feed("GET / HTTP/1.1\r\n\r\n");
        QCOMPARE(parser.next(&request), HttpParser::State::Broken); // for good
    }

    void aBodyAtTheLimitIsTaken()
    {
        HttpParser parser({200, 100});
        parser.feed(
            QByteArray("PUT / HTTP/1.1\r\nContent-Length: 100\r\n\r\n" + QByteArray(100, 'x')));
        HttpRequest request;
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
        QCOMPARE(request.body.size(), 100);
    }

    void aClientThatAsksFirstIsAnsweredOnce()
    {
        HttpParser parser;
        parser.feed("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
        HttpRequest request;
        QCOMPARE(parser.next(&request), HttpParser::State::NeedsMore);
        QVERIFY(parser.takeExpectation());
        QVERIFY(!parser.takeExpectation());
        parser.feed("x");
        QCOMPARE(parser.next(&request), HttpParser::State::Ready);
    }

    void answersAreFramed()
    {
        using namespace cauce::sandbox;
        const HttpAnswer answer {201, "application/json", {{"Warning", "299 - \"w\""}}, "{}"};
        const QByteArray whole = wholeAnswer(answer, false);
        QVERIFY(whole.startsWith("HTTP/1.1 201 Created\r\n"));
        QVERIFY(whole.contains("\r\nWarning: 299 - \"w\"\r\n"));
        QVERIFY(whole.contains("\r\nConnection: close\r\n"));
        QVERIFY(whole.endsWith("\r\nContent-Length: 2\r\n\r\n{}"));
        QVERIFY(!wholeAnswer(answer, true).contains("Connection"));
        QVERIFY(chunkedHead(answer).endsWith("\r\nTransfer-Encoding: chunked\r\n\r\n"));
        QCOMPARE(chunkOf("0123456789abcdef"), QByteArray("10\r\n0123456789abcdef\r\n"));
        QCOMPARE(chunkOf({}), QByteArray()); // it would be the end
    }
};

QTEST_GUILESS_MAIN(TestSandboxHttp)
#include "tst_sandboxhttp.moc"
