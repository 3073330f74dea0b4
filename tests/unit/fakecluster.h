#pragma once

#include "core/base/async.h"
#include "core/sync/binding.h"
#include "core/sync/clusteraccess.h"
#include "tests/unit/syncfixtures.h"

#include <QObject>

#include <functional>
#include <map>
#include <vector>

namespace cauce::test {

enum class Fault {
    None,
    LostAfterEffect, //!< it is done, and no answer comes
    TimeoutBeforeEffect, //!< it is not done, and no answer comes
    Conflict, //!< 409 although nothing moved
    ServerError, //!< 500, not done
    PutOff, //!< 429, not done
    Forbidden, //!< 403, not done
    NotFound, //!< 404, not done
    WrongObject, //!< it answers with something else
    Held //!< it is done, and the answer comes with answerHeld()
};

//! \brief A cluster that keeps objects by kube-apiserver's rules for preconditions, writes down
//! every request and every effect, and fails when it is told to.
class FakeCluster
{
public:
    struct Request
    {
        QString verb; //!< "apply", "remove", "adopt", "dryRun", "read"
        object::ResourceKey key;
        QString uid; //!< of the precondition
        QString version;
        std::optional<object::Manifest> body;

        bool isWrite() const { return verb == u"apply"_s || verb == u"remove"_s; }
    };

    //! Asked with the request's place in requests; says how it goes wrong.
    std::function<Fault(int, const Request&)> fault
        = [](int, const Request&) { return Fault::None; };
    //! Called right before a write has its effect.
    std::function<void(const Request&)> beforeEffect = [](const Request&) {};
    //! Called after every effect, later, as a watch would.
    std::function<void()> changed = [] {};
    QList<Request> requests;
    QList<Request> effects;
    QSet<object::GroupKind> unwatched; //!< live() knows nothing of these
    bool controllersWork = true; //!< a Deployment is rolled out as soon as it is applied
    bool frozen = false; //!< live() stays as it was: the watch is late

    void put(const Thing& thing)
    {
        object::Json json = manifestOf(thing).json();
        store(withIdentity(std::move(json), newUid(), newVersion()));
    }
    void store(const object::Json& json)
    {
        auto manifest = object::Manifest::fromJson(json);
        m_kinds.insert(manifest->key().groupKind());
        m_objects[manifest->key()] = json;
    }
    //! Changes an object behind everybody's back, as a controller or a person would.
    void change(const object::ResourceKey& key, const std::function<void(object::Json&)>& edit)
    {
        object::Json json = m_objects.at(key);
        edit(json);
        json.setPath({u"metadata", u"resourceVersion"}, object::Json(newVersion()));
        m_objects[key] = json;
        tell();
    }
    void erase(const object::ResourceKey& key)
    {
        m_objects.erase(key);
        tell();
    }
    void serve(const object::GroupKind& kind) { m_kinds.insert(kind); }
    bool has(const object::ResourceKey& key) const { return m_objects.count(key) == 1; }
    const object::Json& at(const object::ResourceKey& key) const { return m_objects.at(key); }
    cluster::LiveObjectPtr seen(const object::ResourceKey& key) const
    {
        return liveFrom(m_objects.at(key));
    }
    const std::map<object::ResourceKey, object::Json>& objects() const { return m_objects; }

    //! Gives the answers that were held back.
    void answerHeld()
    {
        for (auto& promise : m_held)
            promise.finish();
        m_held.clear();
    }

    //! What a rolled out Deployment says.
    static void rollOut(object::Json& json)
    {
        const auto generation = json.path({u"metadata", u"generation"}).toInteger().value_or(1);
        json.set(u"status"_s, parsed(R"({"replicas":1,"updatedReplicas":1,"readyReplicas":1,
                            "availableReplicas":1,"conditions":[]})"));
        json.setPath({u"status", u"observedGeneration"}, object::Json(generation));
    }

    cluster::LiveStatePtr live()
    {
        if (frozen && m_shown)
            return m_shown;
        Cluster shown;
        for (const object::GroupKind& kind : std::as_const(m_kinds)) {
            if (unwatched.contains(kind))
                shown.leaveUnread(kind);
            else
                shown.serve(kind);
        }
        for (const auto& [key, json] : m_objects) {
            if (!unwatched.contains(key.groupKind()))
                shown.put(liveFrom(json));
        }
        m_shown = shown.state();
        return m_shown;
    }

    sync::ClusterAccess access()
    {
        return {[this](cluster::WriteTicket, const object::Manifest& body, bool) {
                    return onApply(body);
                },
                [this](cluster::WriteTicket, const object::GroupVersionKind&,
                       const object::ResourceKey& key, const QString& uid,
                       const QString& version) { return onRemove(key, uid, version); },
                [this](const object::Manifest& body) { return onDryRun(body); },
                [this](const object::GroupVersionKind&, const object::ResourceKey& key) {
                    return onRead(key);
                },
                [this] { return live(); },
                [this](cluster::WriteTicket, const object::Manifest& live,
                       const object::Json& managedFields) { return onAdopt(live, managedFields); }};
    }

private:
    QString newUid() { return u"uid-%1"_s.arg(++m_count); }
    QString newVersion() { return QString::number(100 + ++m_count); }
    void tell()
    {
        QMetaObject::invokeMethod(
            &m_context, [this] { changed(); }, Qt::QueuedConnection);
    }

    static std::optional<Error> errorOf(Fault fault)
    {
        switch (fault) {
        case Fault::LostAfterEffect:
        case Fault::TimeoutBeforeEffect:
            return Error {ErrorKind::Timeout, u"the server does not answer"_s};
        case Fault::Conflict:
            return Error {ErrorKind::Conflict, u"HTTP 409 Conflict"_s};
        case Fault::ServerError:
            return Error {ErrorKind::Network, u"HTTP 500"_s};
        case Fault::PutOff:
            return Error {ErrorKind::RateLimited, u"HTTP 429"_s};
        case Fault::Forbidden:
            return Error {ErrorKind::Auth, u"HTTP 403 forbidden"_s};
        case Fault::NotFound:
            return Error {ErrorKind::NotFound, u"HTTP 404: no such kind"_s};
        case Fault::None:
        case Fault::WrongObject:
        case Fault::Held:
            break;
        }
        return std::nullopt;
    }

    Fault take(const Request& request)
    {
        requests.append(request);
        return fault(int(requests.size()) - 1, request);
    }

    // What an apply makes of the object, by kube-apiserver's rules; or why not.
    Result<object::Json> merged(const object::Manifest& body)
    {
        const QString uid = body.uid();
        const QString version = body.resourceVersion();
        const object::ResourceKey home {{}, u"Namespace"_s, {}, body.nameSpace()};
        if (!home.name.isEmpty() && !has(home))
            return fail(ErrorKind::NotFound, u"namespaces \"%1\" not found"_s.arg(home.name));
        if (body.key().group == u"x.io"_s
            && !has({u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s, {}, u"foos.x.io"_s}))
            return fail(ErrorKind::NotFound, u"the server serves no such kind"_s);
        if (body.hasAnnotation(u"test/refuse"))
            return fail(ErrorKind::Invalid, u"spec.selector: field is immutable"_s);
        const auto there = m_objects.find(body.key());
        if (there == m_objects.end()) {
            if (!uid.isEmpty())
                return fail(ErrorKind::Conflict, u"uid mismatch: no existing object"_s);
            object::Json json = withIdentity(body.json(), newUid(), newVersion());
            json.setPath({u"metadata", u"generation"}, object::Json(qint64(1)));
            return json;
        }
        const object::Json& old = there->second;
        if (!uid.isEmpty() && uid != old.path({u"metadata", u"uid"}).toString())
            return fail(ErrorKind::Invalid, u"metadata.uid: field is immutable"_s);
        if (version != old.path({u"metadata", u"resourceVersion"}).toString())
            return fail(ErrorKind::Conflict, u"the object has been modified"_s);
        object::Json json = old;
        json.set(u"spec"_s, body.json()[u"spec"]);
        json.setPath({u"metadata", u"annotations"},
                     body.json().path({u"metadata", u"annotations"}));
        if (json == old)
            return json;
        const auto generation = old.path({u"metadata", u"generation"}).toInteger().value_or(1);
        if (!(json[u"spec"] == old[u"spec"]))
            json.setPath({u"metadata", u"generation"}, object::Json(generation + 1));
        json.setPath({u"metadata", u"resourceVersion"}, object::Json(newVersion()));
        return json;
    }

    QFuture<Result<cluster::WriteAnswer>> onApply(const object::Manifest& body)
    {
        using Answer = Result<cluster::WriteAnswer>;
        const Request request {u"apply"_s, body.key(), body.uid(), body.resourceVersion(), body};
        const Fault wrong = take(request);
        if (const auto error = errorOf(wrong); error && wrong != Fault::LostAfterEffect)
            return readyFuture(Answer(Failure {*error}));
        Result<object::Json> json = merged(body);
        if (json && body.hasAnnotation(u"test/refuse-late"))
            json = fail(ErrorKind::Invalid, u"denied by a webhook"_s);
        if (!json)
            return readyFuture(Answer(Failure {json.error()}));
        beforeEffect(request);
        effects.append(request);
        store(*json);
        const auto manifest = object::Manifest::fromJson(*json);
        if (controllersWork && body.type().kind == u"Deployment"_s)
            change(body.key(), rollOut);
        tell();
        if (wrong == Fault::LostAfterEffect)
            return readyFuture(Answer(Failure {*errorOf(wrong)}));
        if (wrong == Fault::Held) {
            QPromise<Answer> promise;
            promise.start();
            const auto future = promise.future();
            promise.addResult(Answer(cluster::WriteAnswer {*manifest, {}}));
            m_held.push_back(std::move(promise));
            return future;
        }
        if (wrong == Fault::WrongObject)
            return readyFuture(Answer(cluster::WriteAnswer {other(*manifest), {}}));
        return readyFuture(Answer(cluster::WriteAnswer {*manifest, {}}));
    }

    QFuture<Result<object::Manifest>> onAdopt(const object::Manifest& live,
                                              const object::Json& managedFields)
    {
        using Answer = Result<object::Manifest>;
        const Request request {u"adopt"_s, live.key(), live.uid(), live.resourceVersion(), {}};
        const Fault wrong = take(request);
        if (const auto error = errorOf(wrong); error && wrong != Fault::LostAfterEffect)
            return readyFuture(Answer(Failure {*error}));
        beforeEffect(request);
        object::Json json = m_objects.at(live.key());
        if (json.path({u"metadata", u"resourceVersion"}).toString() != live.resourceVersion())
            return readyFuture(
                Answer(fail(ErrorKind::Conflict, u"the object has been modified"_s)));
        json.setPath({u"metadata", u"managedFields"}, managedFields);
        json.setPath({u"metadata", u"resourceVersion"}, object::Json(newVersion()));
        store(json);
        tell();
        if (wrong == Fault::LostAfterEffect)
            return readyFuture(Answer(Failure {*errorOf(wrong)}));
        return readyFuture(Answer(*object::Manifest::fromJson(json)));
    }

    static object::Manifest other(const object::Manifest& object)
    {
        object::Json json = object.json();
        json.setPath({u"metadata", u"name"}, object::Json(u"something-else"_s));
        return object.withJson(std::move(json));
    }

    QFuture<Result<void>> onRemove(const object::ResourceKey& key, const QString& uid,
                                   const QString& version)
    {
        const Request request {u"remove"_s, key, uid, version, {}};
        const Fault wrong = take(request);
        if (const auto error = errorOf(wrong); error && wrong != Fault::LostAfterEffect)
            return readyFuture(Result<void>(Failure {*error}));
        const auto there = m_objects.find(key);
        if (there == m_objects.end())
            return readyFuture(Result<void>(fail(ErrorKind::NotFound, u"not found"_s)));
        const object::Json& json = there->second;
        if (json.path({u"metadata", u"uid"}).toString() != uid
            || json.path({u"metadata", u"resourceVersion"}).toString() != version)
            return readyFuture(
                Result<void>(fail(ErrorKind::Conflict, u"the precondition does not match"_s)));
        beforeEffect(request);
        effects.append(request);
        if (json.path({u"metadata", u"finalizers"}).size() > 0) {
            change(key, [](object::Json& object) {
                object.setPath({u"metadata", u"deletionTimestamp"},
                               object::Json(u"2026-01-01T00:00:00Z"_s));
            });
        } else {
            erase(key);
        }
        if (wrong == Fault::LostAfterEffect)
            return readyFuture(Result<void>(Failure {*errorOf(wrong)}));
        return readyFuture(Result<void>());
    }

    QFuture<Result<object::Manifest>> onDryRun(const object::Manifest& body)
    {
        using Answer = Result<object::Manifest>;
        const Fault wrong
            = take({u"dryRun"_s, body.key(), body.uid(), body.resourceVersion(), body});
        if (const auto error = errorOf(wrong))
            return readyFuture(Answer(Failure {*error}));
        const auto json = merged(body);
        return readyFuture(json ? object::Manifest::fromJson(*json)
                                : Answer(Failure {json.error()}));
    }

    QFuture<Result<object::Manifest>> onRead(const object::ResourceKey& key)
    {
        using Answer = Result<object::Manifest>;
        const Fault wrong = take({u"read"_s, key, {}, {}, {}});
        if (const auto error = errorOf(wrong))
            return readyFuture(Answer(Failure {*error}));
        if (!has(key))
            return readyFuture(Answer(fail(ErrorKind::NotFound, u"not found"_s)));
        return readyFuture(object::Manifest::fromJson(m_objects.at(key)));
    }

    std::map<object::ResourceKey, object::Json> m_objects;
    QSet<object::GroupKind> m_kinds {{{}, u"Namespace"_s}};
    cluster::LiveStatePtr m_shown;
    std::vector<QPromise<Result<cluster::WriteAnswer>>> m_held;
    int m_count = 0;
    QObject m_context; // what is told later is not told to the next test
};

} // namespace cauce::test
