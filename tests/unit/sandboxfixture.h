#pragma once

#include "core/object/jsoncodec.h"
#include "core/sandbox/api.h"

#include <QTest>

namespace cauce::test {

//! \brief An Api over the built-in kinds with the namespaces default and x, and a clock that stands
//! still until it is told to go on.
class SandboxFixture
{
public:
    SandboxFixture()
        : api(kinds(), clock())
    {
        for (const QString& name : {QStringLiteral("default"), QStringLiteral("x")})
            Q_ASSERT(post("v1", "namespaces", {}, namespaceObject(name)).isOk());
    }

    void advance(qint64 seconds) { *m_now = m_now->addSecs(seconds); }

    static object::Json json(const char* text)
    {
        const auto value = object::parseJson(QByteArray(text));
        if (!value)
            qFatal("%s in %s", qPrintable(value.error().message), text);
        return *value;
    }

    //! \param groupVersion "v1" or "apps/v1"
    static sandbox::Request request(sandbox::Verb verb, const char* groupVersion,
                                    const char* resource, const QString& nameSpace,
                                    const QString& name = {})
    {
        const auto type = object::groupVersionKind(QString::fromLatin1(groupVersion), u"");
        sandbox::Request asked;
        asked.verb = verb;
        asked.group = type.group;
        asked.version = type.version;
        asked.resource = QString::fromLatin1(resource);
        asked.nameSpace = nameSpace;
        asked.name = name;
        asked.userAgent = QStringLiteral("curl/8.1");
        return asked;
    }

    sandbox::Answer post(const char* groupVersion, const char* resource, const QString& nameSpace,
                         const object::Json& body)
    {
        auto asked = request(sandbox::Verb::Create, groupVersion, resource, nameSpace);
        asked.body = body;
        return api.answer(asked);
    }
    sandbox::Answer get(const char* groupVersion, const char* resource, const QString& nameSpace,
                        const QString& name)
    {
        return api.answer(request(sandbox::Verb::Get, groupVersion, resource, nameSpace, name));
    }
    sandbox::Answer put(const char* groupVersion, const char* resource, const object::Json& body,
                        const QString& subresource = {})
    {
        auto asked = request(sandbox::Verb::Update, groupVersion, resource,
                             body.path({u"metadata", u"namespace"}).toString(),
                             body.path({u"metadata", u"name"}).toString());
        asked.body = body;
        asked.subresource = subresource;
        return api.answer(asked);
    }
    sandbox::Answer patch(const char* groupVersion, const char* resource, const QString& nameSpace,
                          const QString& name, sandbox::PatchType type, const object::Json& body,
                          const QString& subresource = {})
    {
        auto asked = request(sandbox::Verb::Patch, groupVersion, resource, nameSpace, name);
        asked.patch = type;
        asked.body = body;
        asked.subresource = subresource;
        return api.answer(asked);
    }
    sandbox::Answer apply(const char* groupVersion, const char* resource, const object::Json& body,
                          const QString& manager = QStringLiteral("cauce"), bool force = false,
                          bool dryRun = false)
    {
        auto asked = request(sandbox::Verb::Patch, groupVersion, resource,
                             body.path({u"metadata", u"namespace"}).toString(),
                             body.path({u"metadata", u"name"}).toString());
        asked.patch = sandbox::PatchType::Apply;
        asked.body = body;
        asked.fieldManager = manager;
        asked.force = force;
        asked.dryRun = dryRun;
        return api.answer(asked);
    }
    sandbox::Answer remove(const char* groupVersion, const char* resource, const QString& nameSpace,
                           const QString& name, const object::Json& options = {})
    {
        auto asked = request(sandbox::Verb::Delete, groupVersion, resource, nameSpace, name);
        asked.body = options;
        return api.answer(asked);
    }

    static QString message(const sandbox::Answer& answer)
    {
        return answer.body[u"message"].toString();
    }
    static QString text(const object::Json& value)
    {
        return QString::fromUtf8(object::toJson(value));
    }

    static object::Json namespaceObject(const QString& name)
    {
        object::Json object = object::Json::emptyObject();
        object.setPath({u"metadata", u"name"}, object::Json(name));
        return object;
    }

private:
    static sandbox::Kinds kinds()
    {
        auto kinds = sandbox::Kinds::builtIn();
        if (!kinds)
            qFatal("%s", qPrintable(kinds.error().message));
        return *kinds;
    }
    Clock clock()
    {
        Clock clock;
        clock.now = [now = m_now] { return *now; };
        return clock;
    }

    std::shared_ptr<QDateTime> m_now
        = std::make_shared<QDateTime>(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);

public:
    sandbox::Api api; // after the time, which its clock reads
};

} // namespace cauce::test
