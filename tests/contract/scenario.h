#pragma once

#include "core/object/jsoncodec.h"

#include <QFile>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace cauce::test {

//! One step of a scenario: a request, or something about a watch.
struct Step
{
    int line = 0;
    QByteArray verb; //!< GET, POST, PUT, DELETE, APPLY, MERGE, STRATEGIC, JSONPATCH, WATCH, EVENTS
    QByteArray target; //!< the path; of EVENTS the number
    QByteArray user = "admin";
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QList<QByteArray> only; //!< `? path path`: compare only these members, dotted
    bool isUntil = false; //!< `! until CODE`: asked again until it answers that
    int until = 0;
};

//! \brief A scenario file: blocks between blank lines, each a step. Lines that begin with '#' are
//! remarks.
//!
//! First line: VERB TARGET. Then, as wanted: `@ nobody`, `: Header: value`, `? member member`
//! (compare only these), `! until 404` (ask again), and the body. NS in target and body stands for
//! the scenario's namespace, CONTINUE in target for the token of the list before.
inline QList<Step> readScenario(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    QList<Step> steps;
    Step step;
    int number = 0;
    const auto finish = [&] {
        if (!step.verb.isEmpty())
            steps.append(step);
        step = {};
    };
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        ++number;
        const QByteArray text = line.trimmed();
        if (text.isEmpty()) {
            finish();
        } else if (text.startsWith("# ") || text == "#") {
            continue;
        } else if (step.verb.isEmpty()) {
            step.line = number;
            step.verb = text.split(' ').first();
            step.target = text.mid(step.verb.size() + 1);
        } else if (text.startsWith("@ ")) {
            step.user = text.mid(2);
        } else if (text.startsWith(": ")) {
            step.headers.append(
                {text.mid(2, text.indexOf(": ", 2) - 2), text.mid(text.indexOf(": ", 2) + 2)});
        } else if (text.startsWith("? ")) {
            step.only = text.mid(2).split(' ');
        } else if (text.startsWith("! until ")) {
            step.isUntil = true;
            step.until = text.mid(8).toInt();
        } else {
            step.body += line;
        }
    }
    finish();
    return steps;
}

//! \brief Makes answers of two servers comparable: what is theirs alone gets a name by its order.
//!
//! Uids and resourceVersions keep their identity over a scenario: the first is <uid-1>, and so on,
//! so that "changed" and "not changed" can be told.
class Normalizer
{
public:
    explicit Normalizer(QByteArray nameSpace)
        : m_nameSpace(std::move(nameSpace))
    { }

    object::Json operator()(const object::Json& json) { return value(json, {}, false); }

private:
    using Json = object::Json;

    Json value(const Json& json, const QString& key, bool isListMetadata)
    {
        if (json.isString())
            return Json(string(json.toString(), key, isListMetadata));
        if (json.isArray()) {
            Json items = Json::emptyArray();
            for (const Json& item : json.items())
                items.append(value(item, key, false));
            return items;
        }
        if (!json.isObject())
            return json;
        const bool isList = json.contains(u"items") || json[u"kind"].toString() == u"Table";
        Json object = Json::emptyObject();
        for (const auto& [name, member] : json.members()) {
            if (name == u"description" || name == u"storageVersionHash")
                continue; // the sandbox describes nothing
            if (isListMetadata && name == u"continue" && member.toString().isEmpty())
                continue; // a real server writes it for custom kinds only
            object.set(plain(name),
                       value(member, name, isListMetadata || (isList && name == u"metadata")));
        }
        return object;
    }

    QString string(const QString& text, const QString& key, bool isListMetadata)
    {
        if (key.endsWith(u"resourceVersion")) {
            if (isListMetadata)
                return QStringLiteral("<list>");
            return text.isEmpty() || text == u"0" ? text : ordered(text, QStringLiteral("version"));
        }
        if (key == u"continue" && !text.isEmpty())
            return QStringLiteral("<token>");
        if (key == u"clusterIP" || key == u"clusterIPs")
            return text == u"None" ? text : QStringLiteral("<ip>");
        return plain(text);
    }

    QString plain(QString text)
    {
        static const QRegularExpression uid(
            QStringLiteral("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
        static const QRegularExpression time(QStringLiteral(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)"));
        static const QRegularExpression user(QStringLiteral("cauce-(token-)?(admin|nobody)"));
        static const QRegularExpression tooOld(
            QStringLiteral("(too old resource version: \\d+|current:|in record) \\(?\\d+\\)?"));
        for (auto match = uid.match(text); match.hasMatch(); match = uid.match(text))
            text.replace(match.capturedStart(), match.capturedLength(),
                         ordered(match.captured(), QStringLiteral("uid")));
        text.replace(time, QStringLiteral("<time>"));
        text.replace(user, QStringLiteral("<\\2>"));
        text.replace(tooOld, QStringLiteral("\\1 <n>"));
        return text.replace(QString::fromUtf8(m_nameSpace), QStringLiteral("NS"));
    }

    QString ordered(const QString& text, const QString& what)
    {
        const QString key = what + text;
        if (!m_names.contains(key))
            m_names.insert(key, QStringLiteral("<%1-%2>").arg(what).arg(++m_counts[what]));
        return m_names.value(key);
    }

    QByteArray m_nameSpace;
    QHash<QString, QString> m_names;
    QHash<QString, int> m_counts;
};

//! The first place where \p a and \p b differ, as "path: a != b"; empty when they are equal.
inline QString firstDifference(const object::Json& a, const object::Json& b,
                               const QString& path = {})
{
    using object::Json;
    if (a.isObject() && b.isObject()) {
        for (const auto& [key, member] : a.members()) {
            if (!b.contains(key))
                return path + u'.' + key + QStringLiteral(": ")
                    + QString::fromUtf8(object::toJson(member)) + QStringLiteral(" != (absent)");
            const QString inside = firstDifference(member, b[key], path + u'.' + key);
            if (!inside.isEmpty())
                return inside;
        }
        for (const auto& [key, member] : b.members()) {
            if (!a.contains(key))
                return path + u'.' + key + QStringLiteral(": (absent) != ")
                    + QString::fromUtf8(object::toJson(member));
        }
        return {};
    }
    if (a.isArray() && b.isArray() && a.size() == b.size()) {
        for (qsizetype i = 0; i < a.size(); ++i) {
            const QString inside
                = firstDifference(a.at(i), b.at(i), path + QStringLiteral("[%1]").arg(i));
            if (!inside.isEmpty())
                return inside;
        }
        return {};
    }
    if (a == b)
        return {};
    return path + QStringLiteral(": ") + QString::fromUtf8(object::toJson(a))
        + QStringLiteral(" != ") + QString::fromUtf8(object::toJson(b));
}

} // namespace cauce::test
