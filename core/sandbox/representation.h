#pragma once

#include "core/sandbox/api.h"

#include <QByteArray>

#include <variant>

namespace cauce::sandbox {

//! How a client wants its answer, of what the server can do.
struct Representation
{
    enum class Form { Whole, Partial, PartialList, Table };
    Form form = Form::Whole;
    bool isYaml = false;
};

//! \brief What an Accept header comes to: by quality, then in order, the first that can be done.
//! \return the server's 406 when none can; protobuf is none of ours
std::variant<Representation, Answer> negotiate(const QByteArray& accept);

//! Whether \p accept asks for aggregated discovery (apidiscovery.k8s.io v2) before anything else.
bool wantsAggregatedDiscovery(const QByteArray& accept);

//! The object's metadata as PartialObjectMetadata of meta.k8s.io/v1.
object::Json partialObject(const object::Json& object);

//! \brief A list of \p page put together from stored bytes.
//!
//! As a server does it the items of built-in kinds have no kind and apiVersion.
QByteArray listBytes(const ServedKind& kind, const Api::Page& page);

//! A list's metadata: resourceVersion, continue, remainingItemCount.
object::Json listMetadata(const Api::Page& page);

} // namespace cauce::sandbox
