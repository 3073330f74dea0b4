#include "models/errorwords.h"
#include "tests/models/fixture.h"

#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestErrorWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { speakEnglish(); }

    void everyKindSaysWhatFailedAndWhatNext()
    {
        for (int kind = 0; kind <= int(ErrorKind::Internal); ++kind) {
            const Error error {ErrorKind(kind), u"host: reason"_s};
            for (const Notice& n :
                 {errorwords::git(error, u"https://h/r"_s), errorwords::cluster(error, u"k3s"_s),
                  errorwords::plan(error, u"shop"_s), errorwords::refusal(error, u"shop"_s)}) {
                QVERIFY2(!n.title.isEmpty() && !n.text.isEmpty(), qPrintable(nameOf(error.kind)));
                QVERIFY2(n.text != u"Error"_s, qPrintable(n.text));
                QVERIFY(!n.text.contains(u"%1"_s));
                QCOMPARE(n.details, u"host: reason"_s);
            }
        }
    }

    void whatAPersonMustAllowHasItsButton()
    {
        QCOMPARE(errorwords::git({ErrorKind::HostKey, {}}, {}).action,
                 Notice::Action::TrustHostKey);
        QCOMPARE(errorwords::cluster({ErrorKind::Consent, {}}, {}).action,
                 Notice::Action::AllowPlugin);
        QCOMPARE(errorwords::cluster({ErrorKind::Network, {}}, {}).action, Notice::Action::Retry);
    }

    void aCertificateIsNotTrustedByAClick()
    {
        const Error error {ErrorKind::Identity, u"TLS certificate of h SHA256:x"_s};
        const Notice git = errorwords::git(error, u"https://h/r"_s);
        const Notice cluster = errorwords::cluster(error, u"k3s"_s);
        QCOMPARE(git.action, Notice::Action::Retry);
        QCOMPARE(cluster.action, Notice::Action::Retry);
        QVERIFY2(cluster.text.contains(u"certificate"_s) && !cluster.text.contains(u"ssh"_s),
                 qPrintable(cluster.text));
        QVERIFY2(git.text.contains(u"certificate"_s), qPrintable(git.text));
        // Only git over ssh has such a key.
        QVERIFY(errorwords::cluster({ErrorKind::HostKey, {}}, {}).action
                != Notice::Action::TrustHostKey);
    }

    void detailsCarryNoSecretAndNoControlCharacters()
    {
        const Notice n = errorwords::git(
            {ErrorKind::Network, u"GET https://ana:s3cret@h/r failed\x1b[31m"_s}, u"https://h/r"_s);
        QVERIFY2(!n.details.contains(u"s3cret"_s), qPrintable(n.details));
        QVERIFY(!n.details.contains(QChar(0x1b)));
    }
};

QTEST_GUILESS_MAIN(TestErrorWords)
#include "tst_errorwords.moc"
