#pragma once

// Private to core/sandbox: what the parts of the API work on.

#include "core/sandbox/admission.h"
#include "core/sandbox/api.h"
#include "core/sandbox/cause.h"
#include "core/sandbox/fieldmanager.h"

namespace cauce::sandbox {

//! Everything that an Api has; its parts are functions over it.
struct ApiState
{
    Kinds kinds;
    Clock clock;
    Store store;
    std::vector<Effect> effects;
    size_t firstEffectWithBytes = 0;
    qsizetype effectBytes = 0;
    std::function<void(const Effect&)> told;

    QString now() const; //!< RFC 3339, UTC, whole seconds
};

//! One write on its way: who, what of, and what the answer must say besides.
struct Write
{
    ApiState& state;
    const Request& request;
    const ServedKind& kind;
    Writer writer;
    QString verb; //!< of the Effect
    QStringList warnings;

    Write(ApiState& of, const Request& asked, const ServedKind& written, const QString& effectVerb);

    ResourceName resource() const { return kind.resource(); }
    StoredPtr find(const QString& name) const;
    //! \p object as it goes out, at the version that was asked for.
    Answer answer(int code, const object::Json& object) const;
};

// ---- the end of every write (writes.cpp)

//! \brief Stores \p object, new and with its managedFields, or refuses it: identity, namespace,
//! validation.
Answer storeNew(Write& write, object::Json object);
//! \brief Stores \p after in place of \p before, unless they are the same.
//!
//! What a client cannot set comes from \p before; \p after has its managedFields.
Answer storeChange(Write& write, const StoredPtr& before, object::Json after);
//! Writes without any rule, and records the effect. \return what is stored
StoredPtr put(Write& write, object::Json object);
//! Removes without any rule, and records the effect.
void erase(Write& write, const StoredPtr& object);
//! The refusal for a namespace that is missing or terminating; nothing when all is well.
std::optional<Answer> namespaceProblem(const Write& write, const QString& name);

//! What the rules of one object need to know of others; valid as long as \p state.
Surroundings surroundingsOf(const ApiState& state);

// ---- the verbs

Answer create(ApiState& state, const Request& request, const ServedKind& kind);
Answer update(ApiState& state, const Request& request, const ServedKind& kind);
Answer patch(ApiState& state, const Request& request, const ServedKind& kind);
Answer remove(ApiState& state, const Request& request, const ServedKind& kind);
Answer removeCollection(ApiState& state, const Request& request, const ServedKind& kind);
Answer scale(ApiState& state, const Request& request, const ServedKind& kind);
//! Gives a Pod its node (a create of the subresource binding).
Answer bind(ApiState& state, const Request& request, const ServedKind& kind);
std::variant<Api::Page, Answer> page(ApiState& state, const Request& request,
                                     const ServedKind& kind);

//! A page as the body of an answer; the items of built-in kinds without their kind, as a server's.
Answer listAnswer(const ServedKind& kind, const Api::Page& page);

//! The answer to the SelfSubject...Reviews, which every user may create; nothing for others.
std::optional<Answer> review(ApiState& state, const Request& request);
//! `get`, `deletecollection`, as rights and discovery have it.
QString verbName(Verb verb);
//! 403 in a server's words when the user of \p request has no right to it.
std::optional<Answer> withoutRight(const Request& request);

// ---- CustomResourceDefinitions (apicrds.cpp)

bool isCrd(const ServedKind& kind);
//! Why what \p crd defines cannot be served (422); empty when it can.
Causes unservable(const ApiState& state, const object::Json& crd);
//! Serves what \p crd defines, or stops. Call it after each write of one.
void followCrd(ApiState& state, const object::Json& crd);
//! \brief Removes the objects that \p crd, which is being deleted, defines.
//! \return \p crd, with a finalizer of the server's while some of them must wait
object::Json withoutCustomObjects(ApiState& state, object::Json crd);
//! Whether the definition of the custom \p kind is being deleted.
bool isEnding(const ApiState& state, const ServedKind& kind);
//! Ends the definition of \p kind if it is being deleted and its last object is gone.
void finishCrds(ApiState& state, const ServedKind& kind);

} // namespace cauce::sandbox
