#pragma once

#include "core/object/jsoncodec.h"
#include "core/sandbox/control/resources.h"
#include "core/sandbox/control/values.h"
#include "core/sandbox/controllers.h"

#include <QTest>

#include <memory>

namespace cauce::test {

//! \brief An Api with its controllers and a clock that a test moves: nothing happens by itself.
class WorkloadFixture
{
public:
    using Json = object::Json;

    WorkloadFixture()
        : api(kinds(), clock())
        , controllers(std::make_unique<sandbox::Controllers>(api, sandbox::Pace {}, "CA"))
    {
        makeNamespace(QStringLiteral("apps"));
        controllers->run();
    }

    //! The controllers anew over the same objects, as when a sandbox starts again with its data.
    void restart()
    {
        controllers.reset();
        controllers = std::make_unique<sandbox::Controllers>(api, sandbox::Pace {}, "CA");
    }

    QDateTime now() const { return m_time->now; }
    //! Lets \p milliseconds pass; all that becomes due on the way is done at its own time.
    void pass(qint64 milliseconds)
    {
        const auto end = m_time->steady + std::chrono::milliseconds(milliseconds);
        controllers->run();
        for (auto due = controllers->nextDue(); due && *due <= end; due = controllers->nextDue()) {
            setSteady(std::max(*due, m_time->steady));
            controllers->run();
        }
        setSteady(end);
    }
    //! Until \p isSo, at most \p seconds. \return the seconds it took; -1 when it is not so
    qint64 passUntil(const std::function<bool()>& isSo, qint64 seconds = 60)
    {
        const QDateTime from = now();
        for (qint64 ms = 0; ms <= seconds * 1000; ms += 100) {
            if (isSo())
                return from.secsTo(now());
            pass(100);
        }
        return -1;
    }

    static Json json(const QByteArray& text)
    {
        const auto value = object::parseJson(text);
        if (!value)
            qFatal("%s in %s", qPrintable(value.error().message), text.constData());
        return *value;
    }
    //! Creates or, with the same name, applies what a person would.
    sandbox::Answer apply(const Json& object, const QString& manager = QStringLiteral("kubectl"))
    {
        const auto type = object::groupVersionKind(object[u"apiVersion"].toString(),
                                                   object[u"kind"].toString());
        const sandbox::ServedKind* kind = api.kinds().findKind(type);
        Q_ASSERT(kind);
        sandbox::Request request;
        request.verb = sandbox::Verb::Patch;
        request.patch = sandbox::PatchType::Apply;
        request.group = type.group;
        request.version = type.version;
        request.resource = kind->plural;
        request.nameSpace = object.path({u"metadata", u"namespace"}).toString();
        request.name = object.path({u"metadata", u"name"}).toString();
        request.body = object;
        request.fieldManager = manager;
        request.force = true;
        const sandbox::Answer answer = api.answer(request);
        if (!answer.isOk())
            qWarning("%s", object::toJson(answer.body).constData());
        return answer;
    }
    sandbox::Answer apply(const QByteArray& text) { return apply(json(text)); }
    void makeNamespace(const QString& name)
    {
        Json object = json(R"({"apiVersion":"v1","kind":"Namespace"})");
        object.setPath({u"metadata", u"name"}, name);
        api.create(object, QStringLiteral("test"));
    }

    Json get(const sandbox::ResourceName& resource, const QString& name,
             const QString& nameSpace = QStringLiteral("apps")) const
    {
        const sandbox::StoredPtr stored = api_().store().find(resource, nameSpace, name);
        return stored ? stored->json() : Json();
    }
    std::vector<Json> list(const sandbox::ResourceName& resource,
                           const QString& nameSpace = QStringLiteral("apps")) const
    {
        std::vector<Json> all;
        for (const sandbox::StoredPtr& stored : api_().store().list(resource, nameSpace))
            all.push_back(stored->json());
        return all;
    }
    qsizetype count(const sandbox::ResourceName& resource) const
    {
        return qsizetype(api_().store().list(resource, QStringLiteral("apps")).size());
    }
    qint64 statusOf(const sandbox::ResourceName& resource, const QString& name,
                    QStringView field) const
    {
        return sandbox::control::integer(get(resource, name)[u"status"][field]);
    }
    void remove(const sandbox::ResourceName& resource, const QString& name,
                sandbox::Propagation propagation = sandbox::Propagation::Background)
    {
        api.remove(resource, QStringLiteral("apps"), name, propagation);
    }
    //! The reasons of the Events about an object, oldest first.
    QStringList reasons(const QString& kind, const QString& name) const
    {
        QStringList all;
        for (const Json& event : list(sandbox::control::resource::events)) {
            const Json& involved = event[u"involvedObject"];
            if (involved[u"kind"].toString() == kind && involved[u"name"].toString() == name)
                all << event[u"reason"].toString();
        }
        return all;
    }

    static Json deployment(const QString& name, int replicas,
                           const QString& image = QStringLiteral("nginx:1.25-alpine"))
    {
        Json object = json(R"({"apiVersion":"apps/v1","kind":"Deployment",
            "metadata":{"namespace":"apps"},
            "spec":{"selector":{"matchLabels":{}},"template":{"metadata":{"labels":{}},
            "spec":{"containers":[{"name":"main","ports":[{"name":"http","containerPort":80}]}]}}}})");
        object.setPath({u"metadata", u"name"}, name);
        object.setPath({u"spec", u"replicas"}, Json(qint64(replicas)));
        object.setPath({u"spec", u"selector", u"matchLabels", u"app"}, name);
        object.setPath({u"spec", u"template", u"metadata", u"labels", u"app"}, name);
        Json container = object.path({u"spec", u"template", u"spec", u"containers"}).at(0);
        container.set(QStringLiteral("image"), image);
        object.setPath({u"spec", u"template", u"spec", u"containers"},
                       Json(Json::Items {container}));
        return object;
    }

private:
    struct Time
    {
        QDateTime now {QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC};
        std::chrono::milliseconds steady {1'000};
    };
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
        clock.now = [time = m_time] { return time->now; };
        clock.steady = [time = m_time] { return time->steady; };
        return clock;
    }
    void setSteady(std::chrono::milliseconds at)
    {
        m_time->now = m_time->now.addMSecs((at - m_time->steady).count());
        m_time->steady = at;
    }
    sandbox::Api& api_() const { return const_cast<sandbox::Api&>(api); }

    std::shared_ptr<Time> m_time = std::make_shared<Time>();

public:
    sandbox::Api api; // after the time, which its clock reads
    std::unique_ptr<sandbox::Controllers> controllers;
};

} // namespace cauce::test
