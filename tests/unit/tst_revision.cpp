#include "core/git/mirror.h"
#include "core/git/refchoice.h"
#include "core/git/semver.h"
#include "tests/support/gitrepository.h"

#include <QTemporaryDir>
#include <QTest>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;

namespace {

//! References whose object names tell which one was chosen.
Listing listing(const QStringList& names, const QString& headTarget = u"refs/heads/main"_s)
{
    Listing made;
    for (const QString& name : names)
        made.references.insert(name, name.rightJustified(40, u'0'));
    made.headTarget = headTarget;
    return made;
}

} // namespace

class TestRevision : public QObject
{
    Q_OBJECT

private slots:
    void versionsAreOrdered()
    {
        const QStringList ascending {u"0.0.1"_s,
                                     u"0.1"_s,
                                     u"1"_s,
                                     u"1.0.1-0"_s,
                                     u"1.0.1-alpha"_s,
                                     u"1.0.1-alpha.1"_s,
                                     u"1.0.1-alpha.beta"_s,
                                     u"1.0.1-beta"_s,
                                     u"1.0.1-beta.2"_s,
                                     u"1.0.1-beta.11"_s,
                                     u"1.0.1-rc.1"_s,
                                     u"1.0.1"_s,
                                     u"v1.2"_s,
                                     u"1.10.0"_s,
                                     u"2"_s};
        for (qsizetype i = 0; i + 1 < ascending.size(); ++i) {
            const auto lower = Version::parse(ascending.at(i));
            const auto higher = Version::parse(ascending.at(i + 1));
            QVERIFY(lower && higher);
            QVERIFY2(lower->compare(*higher) < 0, qPrintable(ascending.at(i)));
            QVERIFY2(higher->compare(*lower) > 0, qPrintable(ascending.at(i)));
        }
        QCOMPARE(Version::parse(u"v1.0"_s)->compare(*Version::parse(u"1.0.0+build"_s)), 0);
        for (const QString& no : {u""_s, u"main"_s, u"1.x"_s, u"1.2.3.4"_s, u"1..2"_s, u"v"_s,
                                  u"99999999999999999999"_s, u"1.2.3-"_s, u"release-1.2"_s})
            QVERIFY2(!Version::parse(no), qPrintable(no));
    }

    void rangesAdmit_data()
    {
        QTest::addColumn<QString>("admitted");
        QTest::addColumn<QString>("refused");

        QTest::newRow("*") << u"0.0.1 1.2.3 99.0.0"_s << u"1.0.0-rc1"_s;
        QTest::newRow("x") << u"0.0.1 1.2.3"_s << u"1.0.0-rc1"_s;
        QTest::newRow("1.*") << u"1.0.0 1.9.9"_s << u"0.9.0 2.0.0 1.5.0-rc1"_s;
        QTest::newRow("1.x") << u"1.0.0 1.9.9"_s << u"2.0.0"_s;
        QTest::newRow("v1.x") << u"1.0.0 v1.9.9"_s << u"2.0.0"_s;
        QTest::newRow("1.2.x") << u"1.2.0 1.2.9"_s << u"1.3.0 1.1.9"_s;
        QTest::newRow("~1") << u"1.0.0 1.9.0"_s << u"2.0.0"_s;
        QTest::newRow("~1.2") << u"1.2.0 1.2.9"_s << u"1.3.0"_s;
        QTest::newRow("~1.2.3") << u"1.2.3 1.2.9"_s << u"1.2.2 1.3.0"_s;
        QTest::newRow("~> 1.2") << u"1.2.5"_s << u"1.3.0"_s;
        QTest::newRow("^1") << u"1.0.0 1.9.0"_s << u"2.0.0 0.9.0"_s;
        QTest::newRow("^1.2") << u"1.2.0 1.9.0"_s << u"1.1.0 2.0.0"_s;
        QTest::newRow("^1.2.3") << u"1.2.3 1.9.0"_s << u"1.2.2 2.0.0"_s;
        QTest::newRow("^0.2.3") << u"0.2.3 0.2.9"_s << u"0.3.0 0.2.2 1.0.0"_s;
        QTest::newRow("^0.0.3") << u"0.0.3"_s << u"0.0.4 0.1.0"_s;
        QTest::newRow("^0.0") << u"0.0.0 0.0.9"_s << u"0.1.0"_s;
        QTest::newRow("^0") << u"0.0.0 0.9.9"_s << u"1.0.0"_s;
        QTest::newRow(">1.2.3") << u"1.2.4 2.0.0"_s << u"1.2.3 1.0.0"_s;
        QTest::newRow(">1.2") << u"1.3.0 2.0.0"_s << u"1.2.0 1.2.9"_s;
        QTest::newRow(">1") << u"2.0.0"_s << u"1.9.9"_s;
        QTest::newRow(">=1.2") << u"1.2.0 9.0.0"_s << u"1.1.9"_s;
        QTest::newRow("<2") << u"1.9.9 0.1.0"_s << u"2.0.0 2.0.1"_s;
        QTest::newRow("<=1.2") << u"1.2.0 1.2.9 0.1.0"_s << u"1.3.0"_s;
        QTest::newRow("<=1.2.3") << u"1.2.3"_s << u"1.2.4"_s;
        QTest::newRow("!=1.2.3") << u"1.2.4"_s << u"1.2.3"_s;
        QTest::newRow("!=1.2.x") << u"1.3.0"_s << u"1.2.0 1.2.9"_s;
        QTest::newRow("=1.2.3") << u"1.2.3"_s << u"1.2.4"_s;
        QTest::newRow(">=1 <2") << u"1.0.0 1.9.9"_s << u"2.0.0 0.9.0"_s;
        QTest::newRow(">= 1.0, < 2.0") << u"1.0.0 1.9.9"_s << u"2.0.0"_s;
        QTest::newRow("1.2 - 1.4") << u"1.2.0 1.4.9"_s << u"1.1.0 1.5.0"_s;
        QTest::newRow("~1.2 || ^3") << u"1.2.4 3.5.0"_s << u"1.3.0 2.0.0 4.0.0"_s;
        QTest::newRow(">=1.0.0-0") << u"1.0.0-rc1 2.0.0-beta 3.0.0"_s << u"0.9.0"_s;
        QTest::newRow("^1.2.0-beta") << u"1.2.0-beta 1.2.0-rc 1.3.0"_s << u"1.2.0-alpha 2.0.0"_s;
        QTest::newRow(">=1.0.0-0 <2") << u"1.5.0-rc1 1.5.0"_s << u"2.0.0"_s;
    }

    void rangesAdmit()
    {
        QFETCH(QString, admitted);
        QFETCH(QString, refused);
        const auto range = VersionRange::parse(QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY(range);
        for (const QString& text : admitted.split(u' '))
            QVERIFY2(range->contains(*Version::parse(text)), qPrintable(text));
        for (const QString& text : refused.split(u' '))
            QVERIFY2(!range->contains(*Version::parse(text)), qPrintable(text));
    }

    void otherTextIsNoRange()
    {
        for (const QString& text :
             {u""_s, u"main"_s, u"release-1.x"_s, u"1.2.3.x"_s, u"^"_s, u">=main"_s,
              u"1.x || main"_s, u"feature/1.x"_s, u"||"_s, u"^{commit}"_s, u"HEAD~1"_s, u"@{u}"_s})
            QVERIFY2(!VersionRange::parse(text), qPrintable(text));
    }

    void namesAreChosenInArgoCdsOrder_data()
    {
        QTest::addColumn<QStringList>("references");
        QTest::addColumn<QString>("chosen");

        const QStringList usual {u"HEAD"_s,
                                 u"refs/heads/main"_s,
                                 u"refs/heads/1.x"_s,
                                 u"refs/heads/both"_s,
                                 u"refs/tags/both"_s,
                                 u"refs/tags/v1.2.0"_s,
                                 u"refs/tags/v1.10.0"_s,
                                 u"refs/tags/v2.0.0-rc1"_s,
                                 u"refs/tags/v1.10.0^{}"_s,
                                 u"refs/pull/7/head"_s,
                                 u"refs/heads/deadbeef"_s,
                                 u"refs/tags/1.0"_s};
        const auto row = [&](const char* name, const QString& chosen) {
            QTest::newRow(name) << usual << chosen;
        };
        row("", u"HEAD"_s);
        row("HEAD", u"HEAD"_s);
        row("main", u"refs/heads/main"_s);
        row("refs/heads/main", u"refs/heads/main"_s);
        row("refs/tags/both", u"refs/tags/both"_s);
        row("both", u"refs/heads/both"_s);
        row("v1.2.0", u"refs/tags/v1.2.0"_s);
        row("1.x", u"refs/tags/v1.10.0"_s); // a matching tag hides the branch of that name
        row("^1.2", u"refs/tags/v1.10.0"_s);
        row(">=2.0.0-0", u"refs/tags/v2.0.0-rc1"_s);
        row("1.0", u"refs/tags/1.0"_s); // a version, not a range
        row("refs/pull/7/head", u"refs/pull/7/head"_s);
        row("deadbeef", u"refs/heads/deadbeef"_s);
        QTest::newRow("3.x") << QStringList {u"refs/heads/3.x"_s, u"refs/tags/v1.0.0"_s}
                             << u"refs/heads/3.x"_s;
    }

    void namesAreChosenInArgoCdsOrder()
    {
        QFETCH(QStringList, references);
        const auto choice = choose(listing(references), QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY2(choice, qPrintable(choice ? QString() : choice.error().message));
        QTEST(choice->reference, "chosen");
        QCOMPARE(choice->object, choice->reference.rightJustified(40, u'0'));
    }

    void objectNamesNeedNoReference()
    {
        const auto refs = listing({u"refs/heads/main"_s});
        const QString full(40, u'A');
        QCOMPARE(choose(refs, full)->object, full.toLower());
        QCOMPARE(choose(refs, u"ABCDEF1"_s)->object, u"abcdef1"_s);
        QVERIFY(choose(refs, u"ABCDEF1"_s)->reference.isEmpty());
        QVERIFY(!choose(refs, u"abcdef"_s)); // too short
        QVERIFY(!choose(refs, QString(41, u'a')));
    }

    void revisionSyntaxIsNotUnderstood()
    {
        const auto refs
            = listing({u"HEAD"_s, u"refs/heads/main"_s, u"refs/tags/t"_s, u"refs/tags/t^{}"_s});
        for (const QString& text :
             {u"HEAD~1"_s, u"main^"_s, u"main^{tree}"_s, u"t^{}"_s, u"refs/tags/t^{}"_s,
              u"main:a.yaml"_s, u":/fix"_s, u"@"_s, u"main@{1}"_s, u"main..t"_s, u"heads/main"_s,
              u"-main"_s, u"../main"_s, u"/main"_s, u"MAIN"_s, u"head"_s}) {
            const auto choice = choose(refs, text);
            QVERIFY2(!choice, qPrintable(text));
            QCOMPARE(choice.error().kind, ErrorKind::NotFound);
        }
        QCOMPARE(choose(refs, u"ma\nin"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(choose(refs, QString(300, u'a')).error().kind, ErrorKind::Invalid);
    }

    void aMissingBranchSaysWhichThereAre()
    {
        const auto choice
            = choose(listing({u"refs/heads/master"_s, u"refs/heads/dev"_s}), u"main"_s);
        QVERIFY(!choice);
        QCOMPARE(choice.error().message,
                 u"there is no branch or tag \"main\"; branches there: dev, master"_s);
        QCOMPARE(choose({}, u"main"_s).error().message, u"the repository has no commits yet"_s);
        QCOMPARE(choose({}, {}).error().message, u"the repository has no commits yet"_s);
    }

    void everyKindOfNameIsResolvedInAMirror()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString first = repository.publish(u"first line\n\nbody"_s);
        repository.git({u"tag"_s, u"-a"_s, u"v1.0.0"_s, u"-m"_s, u"annotated"_s});
        repository.git({u"tag"_s, u"light"_s});
        repository.git({u"push"_s, u"--quiet"_s, u"--tags"_s});
        repository.write(u"a.yaml"_s, "2");
        const QString second = repository.publish(u"two"_s);
        const QString blob = repository.git({u"rev-parse"_s, u"HEAD:a.yaml"_s});
        repository.git({u"tag"_s, u"blob"_s, blob});
        repository.git({u"push"_s, u"--quiet"_s, u"--tags"_s});

        const QTemporaryDir cache;
        const QString mirror = cache.filePath(u"mirror"_s);
        const Remote remote {*GitUrl::parse(repository.bareDir())};
        const QStringList names {u""_s,     u"HEAD"_s,  u"main"_s,         u"v1.0.0"_s,
                                 u"1.*"_s,  u"light"_s, first.left(7),     first,
                                 u"blob"_s, u"gone"_s,  QString(40, u'1'), u"1111111"_s};
        const auto fetched = fetch(remote, mirror, names, {});
        QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().message));
        const QStringList expected {second, second, second, first, first, first, first, first};
        for (qsizetype i = 0; i < expected.size(); ++i) {
            QVERIFY2(fetched->at(i), qPrintable(names.at(i)));
            QCOMPARE(fetched->at(i)->commit, expected.at(i));
            QCOMPARE(fetched->at(i)->name, names.at(i));
            const auto again = resolve(mirror, names.at(i));
            QVERIFY2(again, qPrintable(names.at(i)));
            QCOMPARE(again->commit, expected.at(i));
        }
        QCOMPARE(fetched->at(8).error().kind, ErrorKind::Invalid);
        for (const int missing : {9, 10, 11})
            QCOMPARE(fetched->at(missing).error().kind, ErrorKind::NotFound);
        QVERIFY(fetched->at(9).error().message.startsWith(repository.bareDir()));

        const auto revision = resolve(mirror, first);
        QCOMPARE(revision->summary, u"first line"_s);
        QCOMPARE(revision->author, u"Ana Prueba"_s);
        QCOMPARE(revision->committedAt.toSecsSinceEpoch(), 1'700'000'001);
        QCOMPARE(resolve(cache.filePath(u"none"_s), u"main"_s).error().kind, ErrorKind::Io);
    }

    void historyFollowsAPath()
    {
        test::GitRepository repository;
        QStringList commits;
        for (const QString& path : {u"a/x"_s, u"b/x"_s, u"a/y"_s, u"b/y"_s}) {
            repository.write(path, "1");
            commits.append(repository.publish(path));
        }
        const QTemporaryDir cache;
        const QString mirror = cache.filePath(u"mirror"_s);
        QVERIFY(fetch({*GitUrl::parse(repository.bareDir())}, mirror, {u"main"_s}, {}));
        const auto namesOf = [&](const QString& path, int limit) {
            QStringList found;
            const auto revisions = history(mirror, commits.last(), path, limit);
            for (const Revision& revision : *revisions)
                found.append(revision.summary);
            return found.join(u' ');
        };
        QCOMPARE(namesOf({}, 10), u"b/y a/y b/x a/x"_s);
        QCOMPARE(namesOf({}, 2), u"b/y a/y"_s);
        QCOMPARE(namesOf(u"a"_s, 10), u"a/y a/x"_s);
        QCOMPARE(namesOf(u"a"_s, 1), u"a/y"_s);
        QCOMPARE(namesOf(u"b/x"_s, 10), u"b/x"_s);
        QCOMPARE(namesOf(u"none"_s, 10), QString());
        QVERIFY(!history(mirror, commits.last(), u"../a"_s, 10));
        QVERIFY(!history(mirror, u"main"_s, {}, 10));
    }

    void historyOfAMergeFollowsTheSideThatMadeThePath()
    {
        test::GitRepository repository;
        repository.write(u"a/x"_s, "1");
        repository.publish(u"base"_s);
        repository.git({u"checkout"_s, u"--quiet"_s, u"-b"_s, u"side"_s});
        repository.write(u"a/x"_s, "2");
        repository.commit(u"side change"_s);
        repository.git({u"checkout"_s, u"--quiet"_s, u"main"_s});
        repository.write(u"b"_s, "1");
        repository.commit(u"main change"_s);
        repository.git({u"merge"_s, u"--quiet"_s, u"--no-ff"_s, u"-m"_s, u"merge"_s, u"side"_s});
        repository.push();
        const QTemporaryDir cache;
        const QString mirror = cache.filePath(u"mirror"_s);
        const auto head = fetch({*GitUrl::parse(repository.bareDir())}, mirror, {u"main"_s}, {});
        QVERIFY(head);
        const auto revisions = history(mirror, head->first()->commit, u"a"_s, 10);
        QVERIFY(revisions);
        QCOMPARE(revisions->size(), 2);
        QCOMPARE(revisions->at(0).summary, u"side change"_s);
        QCOMPARE(revisions->at(1).summary, u"base"_s);
    }
};

QTEST_GUILESS_MAIN(TestRevision)
#include "tst_revision.moc"
