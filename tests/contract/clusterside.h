#pragma once

#include "tests/contract/realserver.h"
#include "tests/unit/workloadfixture.h"

#include <QRegularExpression>

namespace cauce::test {

//! \brief A cluster that a scenario is played on: the real control plane, or the sandbox.
class ClusterSide
{
public:
    using Json = object::Json;

    virtual ~ClusterSide() = default;

    //! \param path of the collection: "/apis/apps/v1/namespaces/x/deployments"
    virtual Json create(const QString& path, const Json& object) = 0;
    virtual Json patch(const QString& path, const Json& patch) = 0; //!< a merge patch
    virtual Json get(const QString& path) = 0; //!< null when it is not there
    virtual void remove(const QString& path, const QString& propagation) = 0;
    //! Lets time pass until \p isSo. \return whether it came to that within half a minute
    bool until(const std::function<bool()>& isSo)
    {
        const bool came = waits(isSo);
        m_missed += !came;
        return came;
    }
    //! How often it did not; a test that compares two sides must ask.
    int missed() const { return m_missed; }

private:
    virtual bool waits(const std::function<bool()>& isSo) = 0;
    int m_missed = 0;
};

//! The real API server with its controllers; kwok plays the node.
class RealSide : public ClusterSide
{
public:
    explicit RealSide(const ControlPlane& plane)
        : m_server(plane)
    { }

    Json create(const QString& path, const Json& object) override
    {
        return good(m_server.create(path, object));
    }
    Json patch(const QString& path, const Json& patch) override
    {
        return good(m_server.patch(path, patch));
    }
    Json get(const QString& path) override
    {
        const auto answer = m_server.get(path);
        return answer.code == 200 ? answer.body : Json();
    }
    void remove(const QString& path, const QString& propagation) override
    {
        Json options = Json::emptyObject();
        options.set(QStringLiteral("propagationPolicy"), propagation);
        good(m_server.remove(path, options));
    }

private:
    bool waits(const std::function<bool()>& isSo) override { return QTest::qWaitFor(isSo, 30'000); }
    static Json good(const RealServer::Answer& answer)
    {
        if (answer.code < 200 || answer.code > 299)
            qWarning("%d %s", answer.code, object::toJson(answer.body).constData());
        return answer.body;
    }
    RealServer m_server;
};

//! The sandbox's Api and Controllers in this process, with a clock that is set.
class SandboxSide : public ClusterSide
{
public:
    Json create(const QString& path, const Json& object) override
    {
        return asked(sandbox::Verb::Create, path, object).body;
    }
    Json patch(const QString& path, const Json& patch) override
    {
        return asked(sandbox::Verb::Patch, path, patch).body;
    }
    Json get(const QString& path) override
    {
        const bool isOne = place(path).name.isEmpty();
        const auto answer
            = m_fixture.api.answer(request(isOne ? sandbox::Verb::List : sandbox::Verb::Get, path));
        return answer.isOk() ? answer.body : Json();
    }
    void remove(const QString& path, const QString& propagation) override
    {
        Json options = Json::emptyObject();
        options.set(QStringLiteral("propagationPolicy"), propagation);
        asked(sandbox::Verb::Delete, path, options);
    }

private:
    bool waits(const std::function<bool()>& isSo) override
    {
        return m_fixture.passUntil(isSo, 30) >= 0;
    }
    struct Place
    {
        QString group;
        QString version;
        QString nameSpace;
        QString resource;
        QString name;
    };
    static Place place(const QString& path)
    {
        static const QRegularExpression form(QStringLiteral(
            "^/(?:api|apis/([^/]+))/([^/]+)(?:/namespaces/([^/]+)(?=/.))?/([^/]+)(?:/([^/]+))?$"));
        const auto match = form.match(path);
        return {match.captured(1), match.captured(2), match.captured(3), match.captured(4),
                match.captured(5)};
    }
    static sandbox::Request request(sandbox::Verb verb, const QString& path)
    {
        const Place at = place(path);
        sandbox::Request request;
        request.verb = verb;
        request.group = at.group;
        request.version = at.version;
        request.nameSpace = at.nameSpace;
        request.resource = at.resource;
        request.name = at.name;
        request.userAgent = QStringLiteral("test/1");
        return request;
    }
    sandbox::Answer asked(sandbox::Verb verb, const QString& path, const Json& body)
    {
        sandbox::Request sent = request(verb, path);
        sent.body = body;
        const auto answer = m_fixture.api.answer(sent);
        if (!answer.isOk())
            qWarning("%d %s", answer.code, object::toJson(answer.body).constData());
        return answer;
    }
    WorkloadFixture m_fixture;
};

//! \brief \p object as text that is the same on both sides: without times, uids, generated names,
//! addresses and versions; keys sorted, indented.
inline QByteArray comparable(object::Json object)
{
    object::Json metadata = object[u"metadata"];
    for (const QStringView key : {u"resourceVersion", u"managedFields", u"selfLink"})
        metadata.remove(key);
    if (metadata.size() > 0)
        object.set(QStringLiteral("metadata"), metadata);
    QString text = QString::fromUtf8(object::toPrettyJson(object::withSortedKeys(object)));
    const std::pair<const char*, const char*> masks[] {
        {"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME"},
        {"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID"},
        {"\\b(web|db|agent|job)-[bcdf-hj-np-tv-z2456789]{8,10}\\b", "\\1-HASH"},
        {"(hash\": \")[bcdf-hj-np-tv-z2456789]{8,10}\"", "\\1HASH\""},
        {"-[bcdf-hj-np-tv-z2456789]{5}\"", "-NAME\""},
        {"\\b\\d+\\.\\d+\\.\\d+\\.\\d+\\b", "ADDRESS"},
        {"\"(node-0|sandbox-\\d)\"", "\"NODE\""},
        {"0/\\d nodes are available: \\d ", "0/N nodes are available: N "},
        {": \\d Preemption", ": N Preemption"}};
    for (const auto& [pattern, mask] : masks)
        text.replace(QRegularExpression(QString::fromLatin1(pattern)), QString::fromLatin1(mask));
    return text.toUtf8();
}

} // namespace cauce::test
