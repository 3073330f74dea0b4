#pragma once

#include "core/object/keycache.h"
#include "core/object/sourcemap.h"
#include "core/object/textposition.h"
#include "core/object/yamlreader.h"
#include "core/object/yamlscalar.h"

#include <QHash>

#include <vector>

namespace cauce::object {

//! \brief Makes typed JSON of the events of one YAML stream: kubectl's types, aliases and merge
//! keys resolved, budgets held. Knows no parser.
//!
//! Every call that can refuse answers false, and then problem() says what and where; after that the
//! composer is done.
class YamlComposer
{
public:
    enum class Collection { Map, Sequence };
    enum class Style { Plain, Quoted };

    //! What an event says of a node before its content.
    struct Properties
    {
        QByteArrayView anchor;
        QByteArrayView
            tag; //!< resolved: "tag:yaml.org,2002:int"; "!" is the tag that means "a text"
        TextPosition at;
    };
    struct Problem
    {
        QString what;
        TextPosition at;
    };

    YamlComposer(QString file, const YamlBudget& budget);

    void beginDocument();
    bool alias(QByteArrayView anchor, TextPosition at);
    bool scalar(QByteArrayView text, Style style, const Properties& properties);
    bool beginCollection(Collection kind, const Properties& properties);
    bool endCollection();
    //! What stood between beginDocument() and here; without a source when it is null.
    YamlDocument endDocument();

    //! For what only the parser can see: answers false, with a problem().
    bool refuse(const QString& what, TextPosition at);
    const Problem& problem() const { return m_problem; }

private:
    // A finished node: what an alias to it stands for.
    struct Node
    {
        Json value;
        std::optional<QString> key; // of a scalar that may be a key
        qsizetype count = 1; // values in it, itself included
        int height = 0; // levels of nesting in it
    };
    struct Member
    {
        QString key;
        Json value;
        int line; // of the key; 0: only merged so far
    };
    struct Frame
    {
        Collection kind;
        std::optional<size_t> anchor; // its slot in m_anchored
        TextPosition at;
        quint64 place = 0; // its key in the source map; 0: no positions below a merge
        qsizetype count = 1;
        int height = 0;
        size_t begin = 0; // of its items or members in m_items or m_members
        QHash<QString, size_t> index; // of its members in m_members, once they are many
        std::optional<QString> key; // waits for its value
        TextPosition keyAt;
        bool mergeNext = false; // << waits for its value
    };

    bool expectsKey() const;
    bool count(qsizetype nodes, TextPosition at);
    std::optional<YamlScalar> resolve(QByteArrayView text, Style style,
                                      const Properties& properties);
    std::optional<YamlScalar> resolveBinary(QByteArrayView text, TextPosition at);
    quint64 nextPlace() const;
    std::optional<size_t> declare(QByteArrayView anchor);
    void define(std::optional<size_t> anchor, const Node& node);
    bool addKey(const std::optional<QString>& key, TextPosition at);
    bool addValue(const Node& node, TextPosition at);
    bool addMember(Frame& frame, const Json& value);
    bool merge(Frame& frame, const Json& value, TextPosition at);
    void setMember(Frame& frame, const QString& key, const Json& value, int line);
    Member* find(Frame& frame, const QString& key);
    Json takeMap(const Frame& frame);
    Json takeList(const Frame& frame);

    YamlBudget m_budget;
    SourceMapBuilder m_positions;
    QString m_file;
    std::vector<Frame> m_frames;
    // What the open collections have so far, the innermost one's last: so that each finished one is
    // made in one piece, of the right size.
    std::vector<Json> m_items;
    std::vector<Member> m_members;
    QHash<QByteArray, size_t>
        m_anchors; // of this document, in m_anchored: the last to begin counts
    std::vector<std::optional<Node>> m_anchored; // nothing: not finished yet
    Node m_root;
    TextPosition m_rootAt;
    QByteArray m_decoded; // what a !!binary scalar points into
    Problem m_problem;
    qsizetype m_nodes = 0; // of the whole stream, aliases expanded
    qsizetype m_nodesBefore = 0; // of them, in the documents before this one
    qsizetype m_aliased = 0; // in this document, how many of them are copies
};

} // namespace cauce::object
