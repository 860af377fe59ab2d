"""The template's tables are those that the storage files describe."""

import importlib
import pkgutil

import chalicelib
from chalicelib import config
from chalicelib.storage import Table


def _models():
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        importlib.import_module(module.name)
    ours = [model for model in Table.__subclasses__() if model.__module__.startswith("chalicelib.")]
    return {model.Meta.table_name: model for model in ours}


def _described(schema):
    """A table or index as pynamodb describes it: its keys with their types."""
    types = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in schema["AttributeDefinitions"]}
    return {(kind, name, types[name]) for kind, name in _keys(schema["KeySchema"])}


def test_every_storage_file_has_its_table_with_the_same_keys_and_indexes(resources):
    tables = {
        table["TableName"]["Fn::Sub"].replace("${Stage}", config.STAGE): table
        for table in resources("AWS::DynamoDB::Table").values()
    }
    models = _models()
    assert set(tables) == set(models)
    for name, model in models.items():
        schema, table = model._get_schema(), tables[name]
        given = {"AttributeDefinitions": schema["attribute_definitions"], "KeySchema": schema["key_schema"]}
        assert _described(table) == _described(given), name
        wanted = {
            index["index_name"]: (_keys(index["key_schema"]), index["projection"]["ProjectionType"])
            for index in schema.get("global_secondary_indexes", [])
        }
        assert {
            index["IndexName"]: (_keys(index["KeySchema"]), index["Projection"]["ProjectionType"])
            for index in table.get("GlobalSecondaryIndexes", [])
        } == wanted, name


def test_what_expires_does_so_by_an_attribute_that_the_model_has(resources):
    models = _models()
    for table in resources("AWS::DynamoDB::Table").values():
        if "TimeToLiveSpecification" in table:
            model = models[table["TableName"]["Fn::Sub"].replace("${Stage}", config.STAGE)]
            assert table["TimeToLiveSpecification"]["AttributeName"] in model.get_attributes()


def _keys(schema):
    return {(key["KeyType"], key["AttributeName"]) for key in schema}
