#include "core/git/giturl.h"
#include "core/git/mirror.h"

#include <QTest>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;

namespace {

struct Accepted
{
    const char* text;
    const char* shown;
    const char* identity;
};

// What people paste, what it is shown as and which repository it is.
const Accepted kAccepted[] = {
    {"https://github.com/argoproj/argo-cd", "https://github.com/argoproj/argo-cd",
     "https://github.com/argoproj/argo-cd"},
    {"https://github.com/argoproj/argo-cd.git", "https://github.com/argoproj/argo-cd.git",
     "https://github.com/argoproj/argo-cd"},
    {"https://github.com/argoproj/argo-cd/", "https://github.com/argoproj/argo-cd/",
     "https://github.com/argoproj/argo-cd"},
    {"https://github.com/argoproj/argo-cd.git/", "https://github.com/argoproj/argo-cd.git/",
     "https://github.com/argoproj/argo-cd"},
    {"HTTPS://GitHub.COM/argoproj/argo-cd", "https://github.com/argoproj/argo-cd",
     "https://github.com/argoproj/argo-cd"},
    {"  https://github.com/a/b  ", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://github.com:443/a/b", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://github.com:8443/a/b", "https://github.com:8443/a/b", "https://github.com:8443/a/b"},
    {"https://ana@github.com/a/b", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://ana:S3cret@github.com/a/b", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://ana:S3cret%40x@github.com/a/b", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://ana:S3c@ret@github.com/a/b", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://:S3cret@github.com/a/b", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://S3cret@github.com/a/b", "https://github.com/a/b", "https://github.com/a/b"},
    {"https://good.example@evil.example/a/b", "https://evil.example/a/b",
     "https://evil.example/a/b"},
    {"https://git.example/A/B", "https://git.example/A/B", "https://git.example/A/B"},
    {"https://git.example/a%20b/c", "https://git.example/a%20b/c", "https://git.example/a%20b/c"},
    {"https://git.example/gr\u00fcn/c", "https://git.example/gr\u00fcn/c",
     "https://git.example/gr\u00fcn/c"},
    {"https://org@dev.azure.com/org/project/_git/repo",
     "https://dev.azure.com/org/project/_git/repo", "https://dev.azure.com/org/project/_git/repo"},
    {"https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/x",
     "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/x",
     "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/x"},
    {"https://[::1]:8443/a", "https://[::1]:8443/a", "https://[::1]:8443/a"},
    {"https://[2001:DB8::1]/a", "https://[2001:db8::1]/a", "https://[2001:db8::1]/a"},
    {"https://127.0.0.1:1/a", "https://127.0.0.1:1/a", "https://127.0.0.1:1/a"},
    {"https://git_host.local/a", "https://git_host.local/a", "https://git_host.local/a"},
    {"https://xn--bcher-kva.example/a", "https://xn--bcher-kva.example/a",
     "https://xn--bcher-kva.example/a"},
    {"https://github.com/-/x", "https://github.com/-/x", "https://github.com/-/x"},
    {"http://git.example/a", "http://git.example/a", "http://git.example/a"},
    {"http://git.example:80/a", "http://git.example/a", "http://git.example/a"},
    {"http://git.example:443/a", "http://git.example:443/a", "http://git.example:443/a"},
    {"http://ana:S3cret@git.example/a", "http://git.example/a", "http://git.example/a"},
    {"git@github.com:argoproj/argo-cd.git", "git@github.com:argoproj/argo-cd.git",
     "ssh://github.com/argoproj/argo-cd"},
    {"git@github.com:argoproj/argo-cd", "git@github.com:argoproj/argo-cd",
     "ssh://github.com/argoproj/argo-cd"},
    {"git@GitHub.com:argoproj/argo-cd/", "git@github.com:argoproj/argo-cd/",
     "ssh://github.com/argoproj/argo-cd"},
    {"ssh://git@github.com/argoproj/argo-cd.git", "ssh://git@github.com/argoproj/argo-cd.git",
     "ssh://github.com/argoproj/argo-cd"},
    {"SSH://git@github.com/argoproj/argo-cd", "ssh://git@github.com/argoproj/argo-cd",
     "ssh://github.com/argoproj/argo-cd"},
    {"ssh://git@github.com:22/argoproj/argo-cd", "ssh://git@github.com/argoproj/argo-cd",
     "ssh://github.com/argoproj/argo-cd"},
    {"ssh://git@ssh.github.com:443/a/b", "ssh://git@ssh.github.com:443/a/b",
     "ssh://ssh.github.com:443/a/b"},
    {"ssh://github.com/a/b", "ssh://github.com/a/b", "ssh://github.com/a/b"},
    {"github.com:a/b", "github.com:a/b", "ssh://github.com/a/b"},
    {"forge:a/b", "forge:a/b", "ssh://forge/a/b"},
    {"git@host:/srv/git/a.git", "ssh://git@host/srv/git/a.git", "ssh://host/srv/git/a"},
    {"git@host:~/a.git", "git@host:~/a.git", "ssh://host/~/a"},
    {"ssh://host/~ana/a.git", "ssh://host/~ana/a.git", "ssh://host/~ana/a"},
    {"ana@host:a", "ana@host:a", "ssh://ana@host/a"},
    {"ana@host:a b/c", "ana@host:a b/c", "ssh://ana@host/a b/c"},
    {"ssh://ana@host/a%20b", "ssh://ana@host/a%20b", "ssh://ana@host/a b"},
    {"APKAEIBAERJR2EXAMPLE@git-codecommit.eu-west-1.amazonaws.com:v1/repos/x",
     "APKAEIBAERJR2EXAMPLE@git-codecommit.eu-west-1.amazonaws.com:v1/repos/x",
     "ssh://APKAEIBAERJR2EXAMPLE@git-codecommit.eu-west-1.amazonaws.com/v1/repos/x"},
    {"git@[::1]:a/b", "git@[::1]:a/b", "ssh://[::1]/a/b"},
    {"ssh://git@[::1]:2222/a", "ssh://git@[::1]:2222/a", "ssh://[::1]:2222/a"},
    {"git@ssh.dev.azure.com:v3/org/project/repo", "git@ssh.dev.azure.com:v3/org/project/repo",
     "ssh://ssh.dev.azure.com/v3/org/project/repo"},
    {"/srv/git/a", "/srv/git/a", "/srv/git/a"},
    {"/srv/git/a.git", "/srv/git/a.git", "/srv/git/a.git"},
    {"/srv/git/a/", "/srv/git/a", "/srv/git/a"},
    {"/srv//git/./a", "/srv/git/a", "/srv/git/a"},
    {"/srv/my repo", "/srv/my repo", "/srv/my repo"},
    {"/srv/100% mine", "/srv/100% mine", "/srv/100% mine"},
    {"/srv/a:b", "/srv/a:b", "/srv/a:b"},
    {"/srv/it's;$(x)", "/srv/it's;$(x)", "/srv/it's;$(x)"},
    {"file:///srv/git/a", "/srv/git/a", "/srv/git/a"},
    {"FILE:///srv/git/a/", "/srv/git/a", "/srv/git/a"},
    {"file://localhost/srv/git/a", "/srv/git/a", "/srv/git/a"},
    {"file:///srv/my%20repo", "/srv/my repo", "/srv/my repo"},
};

const char* const kRefused[] = {
    // nothing, or no repository
    "",
    " ",
    "https://",
    "https:///a",
    "https://host",
    "https://host/",
    "https://host//",
    "https://host/.git",
    "ssh://host",
    "ssh://host/",
    "host:",
    "git@host:",
    "git@host:.git",
    "git@:a",
    ":a",
    "@host:a/b/",
    "ssh://@/a",
    "ssh:///a",
    "https://:443/a",
    "https://@/a",
    // invisible characters
    "https://host/a\n",
    "https://host/a\r",
    "\nhttps://host/a",
    "https://host/a\nhost=evil",
    "https://host/a\tb",
    "https://ho\nst/a",
    "https://host/\u202e/a",
    "https://host/\u200ba",
    "git@host:a\nb",
    "/srv/a\nb",
    "https://ana:S3cret\n@host/a",
    "https://host/a\x7f",
    "https://host/\xef\xbb\xbf"
    "a",
    "/srv/\u2066x",
    "\u00a0\u200bhttps://host/a",
    // the same, hidden behind a '%'
    "https://host/%0a",
    "https://host/%0A",
    "https://host/a%0d%0aHost:%20evil",
    "https://host/%00",
    "https://host/%1b[31m",
    "https://host/%7f",
    "https://ana%0aS3cret@host/a",
    "https://ana:S3cret%0a@host/a",
    "ssh://host/%0a",
    "file:///srv/%0a",
    "file:///srv/%00",
    "https://host/%",
    "https://host/%4",
    "https://host/%zz",
    "https://host/%+1",
    "https://host/%-1",
    "https://host%0a/a",
    "https://ho%73t/a",
    "ssh://git@host/%0aProxyCommand=x",
    // options
    "-oProxyCommand=x",
    "--upload-pack=x",
    "-u",
    "-",
    "ssh://-oProxyCommand=x/a",
    "ssh://-host/a",
    "ssh://-user@host/a",
    "-user@host:a",
    "git@-host:a",
    "https://-host/a",
    "git@host:-u",
    "git@host:--upload-pack=x",
    "ssh://git@-oProxyCommand=gnome-calculator/wat",
    "--upload-pack=touch /tmp/x https://host/a",
    // other transports
    "ext::sh -c id",
    "ext::ssh host x",
    "fd::17",
    "fd::17,18/foo",
    "git://host/a",
    "git+ssh://host/a",
    "ssh+git://host/a",
    "ftp://host/a",
    "ftps://host/a",
    "rsync://host/a",
    "javascript://host/a",
    "data://x/y",
    "oci://registry/a",
    "svn://host/a",
    "hg::https://host/a",
    "transport::https://host/a",
    "https::host/a",
    "file::/srv/a",
    "ssh::host/a",
    "x-y+z://host/a",
    "://host/a",
    "1https://host/a",
    " https ://host/a",
    "ht tps://host/a",
    "HTTPSS://host/a",
    "codecommit://x",
    "codecommit::eu-west-1://x",
    "gs://b/a",
    "s3://b/a",
    // folders that are not absolute or not here
    "repo",
    "./repo",
    "../repo",
    "~/repo",
    "~ana/repo",
    "repo/a",
    ".",
    "..",
    "a/b:c",
    "file://repo",
    "file://host/srv/a",
    "file://./a",
    "file://../a",
    "file:/srv/a",
    "file:srv/a",
    "file://",
    "file://localhost",
    "//host/share",
    "///a",
    "\\\\host\\share\\a",
    "C:\\repo",
    "C:/repo\\a",
    "/srv/../etc",
    "/..",
    "/srv/a/..",
    "file:///srv/../etc",
    "file:///srv/%2e%2e/etc",
    "file:////host/share",
    // paths that climb
    "https://host/../a",
    "https://host/a/../b",
    "https://host/a/..",
    "https://host/%2e%2e/a",
    "https://host/%2E%2E/a",
    "https://host/a/%2e%2e%2fb",
    "ssh://host/../a",
    "git@host:../a",
    "git@host:a/../../b",
    "ssh://host/a/%2e%2e/b",
    // what a shell on the other side would take for more
    "git@host:a'b",
    "git@host:a\"b",
    "git@host:a;id",
    "git@host:$(id)",
    "git@host:`id`",
    "git@host:a|b",
    "git@host:a&b",
    "git@host:a>b",
    "git@host:a<b",
    "git@host:a\\b",
    "git@host:a!b",
    "git@host:a*",
    "git@host:a?b",
    "git@host:{a,b}",
    "git@host:a#b",
    "ssh://host/a;id",
    "ssh://host/a%3bid",
    "ssh://host/a%27b",
    "ssh://host/a'b",
    "ssh://host/$(id)",
    "ssh://host/%24(id)",
    "ssh://host/a%60id%60",
    "ssh://git;id@host/a",
    "ssh://g$(id)@host/a",
    "g;id@host:a",
    "git@ho;st:a",
    "git@ho st:a",
    "git@host:a%0ab",
    "ssh://ho$t/a",
    // ports
    "https://host:/a",
    "https://host:0/a",
    "https://host:65536/a",
    "https://host:99999999999/a",
    "https://host:-1/a",
    "https://host:+1/a",
    "https://host:1a/a",
    "https://host:80:80/a",
    "ssh://host:x/a",
    "https://host: 80/a",
    "https://[::1]:x/a",
    // hosts
    "https://ho st/a",
    "https://host\\evil/a",
    "https://h\u00f6st/a",
    "https://..//a",
    "https://a..b/a",
    "https://[::1/a",
    "https://[zz]/a",
    "https://[fe80::1%25eth0]/a",
    "https://host,evil/a",
    "https://host'/a",
    "https://<host>/a",
    "https://host;x/a",
    "https://\xd0\xb0pple.com/a",
    "https://a b@host name/x",
    "https://.host/a",
    // passwords where none can be used, and other parts
    "ssh://git:S3cret@host/a",
    "git:S3cret@host:a",
    "ssh://git:S3cret@host",
    "ssh://:S3cret@host/a",
    "https://ana:S3cret@host",
    "https://ana:S3cret@ho st/a",
    "https://ana:S3cret@host:x/a",
    "ftp://ana:S3cret@host/a",
    "ext::https://ana:S3cret@host/a",
    "https://ana:S3cret@/a",
    "https://ana:S3cret@host/a?ref=main",
    "https://host/a?ref=main",
    "https://host/a#main",
    "https://host/a?",
    "https://host/a b",
    "ssh://host/a?x",
};

} // namespace

class TestGitUrl : public QObject
{
    Q_OBJECT

private slots:
    void whatPeoplePasteIsUnderstood_data()
    {
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("identity");
        for (const Accepted& row : kAccepted)
            QTest::newRow(row.text)
                << QString::fromUtf8(row.shown) << QString::fromUtf8(row.identity);
    }

    void whatPeoplePasteIsUnderstood()
    {
        const auto url = GitUrl::parse(QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY2(url, qPrintable(url ? QString() : url.error().message));
        QTEST(url->toString(), "shown");
        QTEST(url->identity(), "identity");
        QVERIFY(!url->toString().contains(u"S3c"_s));
        QVERIFY(!url->identity().contains(u"S3c"_s));

        const auto again = GitUrl::parse(url->toString());
        QVERIFY(again);
        QCOMPARE(again->toString(), url->toString());
        QCOMPARE(again->identity(), url->identity());
    }

    void whatCouldDoHarmIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        int row = 0;
        for (const char* text : kRefused)
            QTest::addRow("%d %s", ++row,
                          QByteArray(text).toPercentEncoding(" :/@;$'()").constData())
                << QString::fromUtf8(text);
        QTest::newRow("very long") << QString(u"https://host/"_s + QString(3000, u'a'));
        QTest::newRow("NUL") << QString(u"https://host/a"_s + QChar(0) + u"b"_s);
        QTest::newRow("half a surrogate") << QString(u"https://host/"_s + QChar(0xd800));
    }

    void whatCouldDoHarmIsRefused()
    {
        QFETCH(QString, text);
        const auto url = GitUrl::parse(text);
        QVERIFY2(!url, qPrintable(url ? url->toString() : QString()));
        QCOMPARE(url.error().kind, ErrorKind::Invalid);
        QVERIFY(!url.error().message.contains(u"S3c"_s));
        QVERIFY(url.error().message.startsWith(u"the repository's address is refused: "_s));
    }

    void theTableIsAsLongAsItShouldBe()
    {
        QVERIFY(std::size(kAccepted) + std::size(kRefused) >= 200);
    }

    void thePartsAreTold()
    {
        const auto url = GitUrl::parse(u"https://a%40na:p%3aw@Git.Example:8443/x/y.git"_s);
        QVERIFY(url);
        QCOMPARE(url->scheme(), GitUrl::Scheme::Https);
        QCOMPARE(url->user(), u"a@na"_s);
        QCOMPARE(url->password(), u"p:w"_s);
        QCOMPARE(url->host(), u"git.example"_s);
        QCOMPARE(url->port(), 8443);
        QCOMPARE(url->path(), u"/x/y.git"_s);

        const auto scp = GitUrl::parse(u"ana@Git.Example:x/y"_s);
        QVERIFY(scp);
        QCOMPARE(scp->scheme(), GitUrl::Scheme::Ssh);
        QCOMPARE(scp->user(), u"ana"_s);
        QCOMPARE(scp->host(), u"git.example"_s);
        QCOMPARE(scp->port(), -1);
        QCOMPARE(scp->path(), u"x/y"_s);
    }

    void differentRepositoriesNeverShareAFolder()
    {
        const char* const different[] = {
            "https://host/a",         "http://host/a",  "ssh://host/a",
            "https://host/A",         "https://host/b", "https://host:8443/a",
            "https://host2/a",        "/host/a",        "/host/a.git",
            "https://host/a/b",       "ana@host:a",     "eva@host:a",
            "https://host/a.git.git",
        };
        QSet<QString> folders;
        for (const char* text : different)
            folders.insert(mirrorDir(u"/c"_s, *GitUrl::parse(QString::fromUtf8(text))));
        QCOMPARE(folders.size(), qsizetype(std::size(different)));
        for (const QString& folder : folders)
            QVERIFY(folder.startsWith(u"/c/"_s) && !folder.contains(u"host"_s));
    }
};

QTEST_GUILESS_MAIN(TestGitUrl)
#include "tst_giturl.moc"
