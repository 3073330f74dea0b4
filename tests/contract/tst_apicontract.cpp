#include "tests/contract/bothservers.h"
#include "tests/contract/scenario.h"

#include <QDir>
#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace cauce::test;
using cauce::object::Json;

namespace {

const QString kScenarios = u"" CAUCE_SOURCE_DIR "/tests/contract/scenarios"_s;
const QString kAnswers = u"" CAUCE_SOURCE_DIR "/tests/contract/answers"_s;

QByteArray typeOf(const QByteArray& verb)
{
    static const QHash<QByteArray, QByteArray> types {
        {"APPLY", "application/apply-patch+yaml"},
        {"MERGE", "application/merge-patch+json"},
        {"STRATEGIC", "application/strategic-merge-patch+json"},
        {"JSONPATCH", "application/json-patch+json"}};
    return types.value(verb, "application/json");
}

Json only(const Json& json, const QList<QByteArray>& members)
{
    if (members.isEmpty())
        return json;
    Json result = Json::emptyObject();
    for (const QByteArray& path : members) {
        const Json* at = &json;
        for (const QByteArray& key : path.split('.'))
            at = &(*at)[QString::fromUtf8(key)];
        result.set(QString::fromUtf8(path), *at);
    }
    return result;
}

} // namespace

//! \brief The sandbox answers as a real kube-apiserver does: each scenario is played on both, and
//! both must give the recorded answers, member by member.
//!
//! The answers were recorded of the real server; CAUCE_RECORD=1 records them anew, so that they
//! cannot be edited towards the sandbox: the real server's rows would fail.
class TestApiContract : public QObject
{
    Q_OBJECT

private slots:
    void scenario_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<BothServers::Which>("which");
        for (const QString& file : QDir(kScenarios).entryList({u"*.http"_s}, QDir::Files)) {
            const QString name = file.chopped(5);
            QTest::newRow(qPrintable(name + ", real server"_L1))
                << name << BothServers::Which::Real;
            QTest::newRow(qPrintable(name + ", sandbox"_L1)) << name << BothServers::Which::Sandbox;
        }
    }

    void scenario()
    {
        QFETCH(QString, name);
        QFETCH(BothServers::Which, which);
        if (const QString missing = BothServers::missing(which); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        const QList<Step> steps = readScenario(kScenarios + u'/' + name + ".http"_L1);
        QVERIFY(!steps.isEmpty());
        const bool records
            = which == BothServers::Which::Real && qEnvironmentVariableIsSet("CAUCE_RECORD");
        QList<Json> expected;
        if (!records)
            expected = recorded(name);

        play(steps, m_both.server(which));
        if (records) {
            record(name, steps);
            return;
        }
        QCOMPARE(m_answers.size(), expected.size());
        QStringList differences;
        for (qsizetype i = 0; i < steps.size(); ++i) {
            const QString difference = firstDifference(m_answers.at(i), expected.at(i)[u"answer"]);
            if (!difference.isEmpty())
                differences.append(u"line %1, %2 %3: %4"_s.arg(steps.at(i).line)
                                       .arg(QString::fromUtf8(steps.at(i).verb),
                                            QString::fromUtf8(steps.at(i).target), difference));
        }
        QVERIFY2(differences.isEmpty(),
                 qPrintable("got != recorded\n"_L1 + differences.join(u'\n')));
    }

    void whatTheSandboxDiscoversARealServerDoesToo()
    {
        if (const QString missing = BothServers::missing(BothServers::Which::Real);
            !missing.isEmpty())
            QSKIP(qPrintable(missing));
        QStringList differences;
        for (const QByteArray& path : {QByteArray("/api"), QByteArray("/apis")}) {
            const auto ours = resourcesOf(m_both.server(BothServers::Which::Sandbox), path);
            const auto theirs = resourcesOf(m_both.server(BothServers::Which::Real), path);
            QVERIFY(!ours.isEmpty());
            for (auto it = ours.cbegin(); it != ours.cend(); ++it) {
                const QString difference = firstDifference(it.value(), theirs.value(it.key()));
                if (!difference.isEmpty())
                    differences.append(it.key() + difference);
            }
        }
        QVERIFY2(differences.isEmpty(), qPrintable(differences.join(u'\n')));
    }

private:
    //! Resources and subresources of aggregated discovery by their full name.
    static QHash<QString, Json> resourcesOf(BothServers::Server& server, const QByteArray& path)
    {
        const Json list
            = server.admin
                  .get(path,
                       {{"Accept",
                         "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}})
                  .body;
        QHash<QString, Json> found;
        for (const Json& group : list[u"items"].items()) {
            for (const Json& version : group[u"versions"].items()) {
                const QString prefix = group.path({u"metadata", u"name"}).toString() + u'/'
                    + version[u"version"].toString() + u'/';
                for (Json resource : version[u"resources"].items()) {
                    const QString name = prefix + resource[u"resource"].toString();
                    for (const Json& sub : resource[u"subresources"].items())
                        found.insert(name + u'/' + sub[u"subresource"].toString(), sub);
                    resource.remove(u"subresources");
                    found.insert(name, resource);
                }
            }
        }
        return found;
    }

    void play(const QList<Step>& steps, BothServers::Server& server)
    {
        static int count = 0;
        const QByteArray nameSpace = "ct-" + QByteArray::number(QCoreApplication::applicationPid())
            + "-" + QByteArray::number(++count);
        Normalizer normalized(nameSpace);
        std::map<QByteArray, ApiWatch> watches;
        m_answers.clear();
        (void)server.admin.post("/api/v1/namespaces",
                                "{\"metadata\":{\"name\":\"" + nameSpace + "\"}}");
        for (Step step : steps) {
            step.target.replace("NS", nameSpace);
            step.body.replace("NS", nameSpace);
            step.target.replace("CONTINUE", m_continue.toPercentEncoding());
            if (step.verb == "WATCH") {
                const QByteArray id = step.target.split(' ').first();
                watches.emplace(
                    id,
                    server.admin.start("GET", step.target.mid(id.size() + 1), {}, step.headers));
                m_answers.append(Json::emptyObject());
                // The watch must have begun before what it is to see.
                (void)QTest::qWaitFor([&] { return watches.at(id).code() != 0; }, 5'000);
            } else if (step.verb == "EVENTS") {
                m_answers.append(normalized(eventsOf(step, watches)));
            } else {
                m_answers.append(normalized(answerOf(step, server)));
            }
        }
        watches.clear();
        (void)server.admin.request("DELETE", "/api/v1/namespaces/" + nameSpace);
    }

    static Json eventsOf(const Step& step, std::map<QByteArray, ApiWatch>& watches)
    {
        const QList<QByteArray> words = step.target.split(' ');
        ApiWatch& watch = watches.at(words.at(0));
        const qsizetype wanted = words.at(1).toInt();
        (void)QTest::qWaitFor([&] { return watch.events().size() >= wanted || watch.isFinished(); },
                              5'000);
        Json events = Json::emptyArray();
        for (const Json& event : watch.events())
            events.append(only(event, step.only));
        Json answer = Json::emptyObject();
        answer.set(u"events"_s, events);
        return answer;
    }

    static ApiClient& clientOf(const Step& step, BothServers::Server& server)
    {
        return step.user == "nobody"   ? server.nobody
            : step.user == "stranger"  ? server.stranger
            : step.user == "anonymous" ? server.anonymous
                                       : server.admin;
    }

    Json answerOf(const Step& step, BothServers::Server& server)
    {
        const bool isPatch = typeOf(step.verb) != "application/json";
        ApiClient::Headers headers;
        if (!step.body.isEmpty())
            headers.append({"Content-Type", typeOf(step.verb)});
        headers += step.headers;
        ApiAnswer got;
        QElapsedTimer since;
        since.start();
        do {
            got = clientOf(step, server)
                      .request(isPatch ? "PATCH" : step.verb, step.target, step.body, headers);
            if (step.isUntil && got.code != step.until)
                QTest::qWait(50);
        } while (step.isUntil && got.code != step.until && since.elapsed() < 10'000);
        if (const QString next = got.body.path({u"metadata", u"continue"}).toString();
            !next.isEmpty())
            m_continue = next.toUtf8();
        Json answer = Json::emptyObject();
        answer.set(u"code"_s, Json(qint64(got.code)));
        Json warnings = Json::emptyArray();
        for (const QByteArray& warning : got.warnings)
            warnings.append(Json(QString::fromUtf8(warning)));
        answer.set(u"warnings"_s, warnings);
        if (got.body.isNull() && !got.text.isEmpty())
            answer.set(u"text"_s, Json(QString::fromUtf8(got.text)));
        else
            answer.set(u"body"_s, only(got.body, step.only));
        return answer;
    }

    static QList<Json> recorded(const QString& name)
    {
        QFile file(kAnswers + u'/' + name + ".jsonl"_L1);
        QList<Json> answers;
        if (file.open(QIODevice::ReadOnly)) {
            while (!file.atEnd())
                answers.append(cauce::object::parseJson(file.readLine()).value());
        }
        return answers;
    }

    void record(const QString& name, const QList<Step>& steps)
    {
        QFile file(kAnswers + u'/' + name + ".jsonl"_L1);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (qsizetype i = 0; i < steps.size(); ++i) {
            Json line = Json::emptyObject();
            line.set(u"step"_s,
                     Json(QString::fromUtf8(steps.at(i).verb + ' ' + steps.at(i).target)));
            line.set(u"answer"_s, cauce::object::withSortedKeys(m_answers.at(i)));
            file.write(cauce::object::toJson(line) + '\n');
        }
    }

    BothServers m_both;
    QByteArray m_continue; // the last token that a list gave
    QList<Json> m_answers;
};

QTEST_GUILESS_MAIN(TestApiContract)
#include "tst_apicontract.moc"
