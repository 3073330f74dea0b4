#pragma once

#include "core/object/json.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace cauce::sandbox {

//! Who asks: the administrator may do all, the user without rights only discovery and self reviews.
enum class User { Admin, Nobody };

enum class Verb { Get, List, Create, Update, Patch, Delete, DeleteCollection };

enum class PatchType { Json, Merge, StrategicMerge, Apply };

//! What a server does with a field that the kind does not have (`fieldValidation`).
enum class FieldValidation { Ignore, Warn, Strict };

//! `propagationPolicy` of a delete.
enum class Propagation { Background, Foreground, Orphan };

//! \brief One request to the API that is answered at once, whatever brought it: HTTP or a
//! controller.
//!
//! A value. A watch is no Request: it is a subscription to the Store.
struct Request
{
    Verb verb = Verb::Get;
    User user = User::Admin;
    QString group; //!< empty for the core group
    QString version;
    QString resource; //!< plural: deployments
    QString subresource; //!< status, scale, log; usually empty
    QString nameSpace; //!< empty for cluster-scoped kinds and for lists over all namespaces
    QString name; //!< empty for lists and creates

    object::Json body; //!< what is written, or DeleteOptions; null when there is none
    PatchType patch = PatchType::Merge;
    QString fieldManager; //!< as given; empty: the first part of userAgent, as a server does
    QString userAgent;
    bool force = false;
    bool dryRun = false;
    FieldValidation fieldValidation = FieldValidation::Warn;

    // Of lists.
    QString labelSelector;
    QString fieldSelector;
    qint64 limit = 0; //!< 0: all
    QString continueToken;
    QString resourceVersion; //!< with resourceVersionMatch, as a server understands them
    QString resourceVersionMatch;

    // Of deletes, where the body does not say so.
    std::optional<Propagation> propagation;
    std::optional<qint64> graceSeconds;

    // Of pod logs.
    QString container;
    std::optional<qint64> tailLines;
    bool timestamps = false;
    bool previous = false;
};

//! What a Request came to. A value.
struct Answer
{
    int code = 200; //!< HTTP status
    object::Json body; //!< the object, a list, or a Status
    QByteArray text; //!< set instead of body for logs (text/plain)
    QStringList warnings; //!< of the Warning headers, without code and quotes

    bool isOk() const { return code >= 200 && code < 300; }
};

//! \brief A metav1.Status with reason, message and details, as a server words its refusals.
//! \param details null, or kind, name, group, causes
Answer refusal(int code, const QString& reason, const QString& message, object::Json details = {});

} // namespace cauce::sandbox
