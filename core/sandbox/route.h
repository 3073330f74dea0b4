#pragma once

#include "core/sandbox/httprequest.h"
#include "core/sandbox/request.h"

#include <chrono>
#include <optional>

namespace cauce::sandbox {

//! What a path of the API server is.
enum class Endpoint {
    Version,
    Health, //!< /healthz, /livez, /readyz
    CoreVersions, //!< /api
    Groups, //!< /apis
    Group, //!< /apis/GROUP
    Resources, //!< /api/v1, /apis/GROUP/VERSION
    OpenApiIndex, //!< /openapi/v3
    OpenApiDocument, //!< /openapi/v3/PATH
    Objects, //!< everything about objects: `request` says what
    Unknown
};

//! \brief Where one HTTP request leads; nothing of it is checked yet but its path and method.
struct Route
{
    Endpoint endpoint = Endpoint::Unknown;
    QString openApiPath; //!< "apis/apps/v1", of OpenApiDocument
    bool isMethodKnown = true; //!< else 405: no verb belongs to the method at such a path
    bool isWatch = false;
    //! group, version, resource, subresource, nameSpace, name, verb; the rest by readOptions().
    Request request;

    QString verb() const; //!< as RBAC names it: get, list, watch, create, ..., deletecollection
};

Route routeOf(const HttpRequest& http);

//! What only a watch or a followed log is asked with.
struct StreamOptions
{
    std::optional<std::chrono::seconds> timeout; //!< timeoutSeconds, above 0
    bool allowsBookmarks = false;
    bool sendsInitialEvents = false;
    bool follows = false; //!< of logs
};

//! \brief Reads query, content type and body into \p route's request.
//! \return the server's refusal when one of them is wrong
std::optional<Answer> readOptions(const HttpRequest& http, Route& route, StreamOptions& stream);

} // namespace cauce::sandbox
