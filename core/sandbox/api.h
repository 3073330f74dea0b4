#pragma once

#include "core/base/clock.h"
#include "core/sandbox/kinds.h"
#include "core/sandbox/request.h"
#include "core/sandbox/store.h"

#include <functional>
#include <memory>

namespace cauce::sandbox {

//! One write that took effect, for tests that check what a client believes.
struct Effect
{
    qint64 revision = 0;
    QDateTime at; //!< UTC, the sandbox's clock
    QString verb; //!< create, update, patch, apply, delete
    object::ResourceKey key;
    QString subresource;
    QString manager; //!< the field manager; a controller's name for its own writes
    //! The object after it, Secrets without data and stringData; empty for all but the newest 64
    //! MiB of effects.
    QByteArray bytes;
};

//! \brief The rules of the API over a Store: what a request makes of the objects.
//!
//! Defaults, validation, generation, managedFields and server-side apply, patches, subresources,
//! preconditions, finalizers, namespaces, CustomResourceDefinitions. No network, no timer: the
//! clock is read, never waited for. One thread. Held to a real kube-apiserver by tests/contract.
class Api
{
public:
    Api(Kinds kinds, Clock clock = {});
    ~Api();

    //! \brief Answers \p request as a kube-apiserver would, and does it unless it is a dry run.
    //!
    //! Lists come whole as `body`; page() is the fast way for the HTTP side.
    Answer answer(const Request& request);

    //! \brief A page of a list for the HTTP side: the stored bytes, not yet assembled.
    struct Page
    {
        std::vector<StoredPtr> items;
        qint64 revision = 0;
        QString continueToken; //!< empty on the last page
        std::optional<qint64> remaining; //!< remainingItemCount
    };
    //! \return the page, or the refusal (403, 404, 410 for an old token, 400 for a bad selector)
    std::variant<Page, Answer> page(const Request& request);

    const Kinds& kinds() const;
    Store& store();
    const Clock& clock() const;

    // ---- for controllers: as the administrator, by their own name as field manager

    //! Creates, or answers why not. \p manager such as "kube-controller-manager".
    Answer create(const object::Json& object, const QString& manager);
    //! \brief Replaces the object; a stale resourceVersion is refused.
    //! \param subresource empty, "status", or "finalize" for a namespace's spec.finalizers: without
    //! any, it goes
    Answer update(const object::Json& object, const QString& manager,
                  const QString& subresource = {});
    Answer remove(const ResourceName& resource, const QString& nameSpace, const QString& name,
                  Propagation propagation = Propagation::Background);

    //! The effects so far, oldest first; append-only.
    const std::vector<Effect>& effects() const;
    void onEffect(std::function<void(const Effect&)> told);

    //! What `GET .../pods/NAME/log` answers; the controllers provide it. Empty function: 404.
    std::function<Answer(const Request& request, const object::Json& pod)> podLog;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

//! Whether \p labels fit a labelSelector (`a=b,c!=d,e in (f,g),!h`). \return Invalid when malformed
Result<std::function<bool(const std::vector<std::pair<QString, QString>>&)>>
labelMatcher(const QString& selector);
//! Whether an object fits a fieldSelector (metadata.name, metadata.namespace, and the few fields
//! that a server knows for a kind, such as status.phase of Pods and involvedObject.* of Events).
Result<std::function<bool(const StoredObject&)>> fieldMatcher(const ServedKind& kind,
                                                              const QString& selector);

} // namespace cauce::sandbox
