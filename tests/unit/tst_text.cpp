#include "core/base/text.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;

class TestText : public QObject
{
    Q_OBJECT

private slots:
    void plain_data()
    {
        QTest::addColumn<QString>("in");
        QTest::addColumn<QString>("out");

        QTest::newRow("ordinary text is untouched") << u"caña & <b>"_s << u"caña & <b>"_s;
        QTest::newRow("terminal escape") << u"a\x1b[31mred"_s << u"a\\u{001b}[31mred"_s;
        QTest::newRow("bidirectional override") << u"a\u202eb"_s << u"a\\u{202e}b"_s;
        QTest::newRow("zero width space") << u"a\u200bb"_s << u"a\\u{200b}b"_s;
        QTest::newRow("newline and tab stay") << u"a\n\tb"_s << u"a\n\tb"_s;
        QTest::newRow("lone surrogate") << QString(QChar(0xd800)) << u"\\u{d800}"_s;
        QTest::newRow("astral characters stay") << u"\U0001F600"_s << u"\U0001F600"_s;
    }

    void plain()
    {
        QFETCH(QString, in);
        QFETCH(QString, out);
        QCOMPARE(text::plain(in), out);
        QCOMPARE(text::plain(out), out); // idempotent
    }

    void longTextIsCutWithAnEllipsis()
    {
        const QString cut = text::plain(QString(5000, u'x'), 100);
        QCOMPARE(cut.size(), 100);
        QVERIFY(cut.endsWith(u'…'));
    }

    void oneLineHasNoNewline() { QCOMPARE(text::singleLine(u"a\nb\tc"_s), u"a b c"_s); }

    void aToolTipHasNoMarkupOfOthers()
    {
        const QString tip = text::toolTip(u"<img src='file:///etc/passwd'>"_s);
        QVERIFY(!tip.contains("<img"_L1));
    }

    void redacted_data()
    {
        QTest::addColumn<QString>("in");
        QTest::addColumn<QString>("secret");

        QTest::newRow("password in a URL")
            << u"cannot fetch https://bob:hunter22@git.example/x"_s << u"hunter22"_s;
        QTest::newRow("token as user")
            << u"https://ghp_abcdef123456@host/x"_s << u"ghp_abcdef123456"_s;
        QTest::newRow("password with an at sign")
            << u"https://bob:hunt@er22secret@git.example/x"_s << u"er22secret"_s;
        QTest::newRow("token in a query")
            << u"GET /x?access_token=abcdef123456&y=1"_s << u"abcdef123456"_s;
        QTest::newRow("token in a header") << u"PRIVATE-TOKEN: abcdef123456"_s << u"abcdef123456"_s;
        QTest::newRow("token in JSON") << u"{\"token\": \"abcdef123456\"}"_s << u"abcdef123456"_s;
        QTest::newRow("password in JSON")
            << u"{\"password\":\"p!a#s$s w0rd\"}"_s << u"p!a#s$s w0rd"_s;
        QTest::newRow("short password") << u"password=abc"_s << u"abc"_s;
        QTest::newRow("the token of a hosting service")
            << u"remote: ghp_abcdefghij0123456789ABCDEFGHIJ012345 is not valid"_s
            << u"ghp_abcdefghij"_s;
        QTest::newRow("a service account's token")
            << u"got eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrIn0.c2lnbmF0dXJl"_s << u"c2lnbmF0dXJl"_s;
        QTest::newRow("bearer") << u"Authorization: Bearer abc.def-123456"_s << u"abc.def"_s;
        QTest::newRow("key")
            << u"-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----"_s
            << u"MIIsecret"_s;
    }

    void redacted()
    {
        QFETCH(QString, in);
        QFETCH(QString, secret);
        QVERIFY(in.contains(secret));
        QVERIFY2(!text::redacted(in).contains(secret), qPrintable(text::redacted(in)));
    }

    void whatIsNoSecretStaysReadable()
    {
        for (const QString& text :
             {u"the server refuses the user and the password or token (HTTP 401)"_s,
              u"cannot read https://git.example/a@b/c: not found"_s,
              u"mail ana@example.org, commit 0123456789abcdef0123456789abcdef01234567"_s})
            QCOMPARE(text::redacted(text), text);
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
